//! How a delivery was recognised, for people who ask why.

use crate::delivery::Delivery;
use crate::group::EventGroup;
use crate::group::recognised::{Unrecognised, find, places, text};
use crate::group::rejection::Rejection;
use crate::recognise::Extent;
use crate::recognise::head::Head;
use crate::recognise::trace::Held;

/// What recognising found, for each item of a delivery.
pub(crate) struct Recognition {
    pub(crate) items: Vec<ItemRecognition>,
    /// How many items the delivery has.
    pub(crate) count: usize,
}

/// What recognising found for one item.
pub(crate) struct ItemRecognition {
    /// The event, or why there is none.
    pub(crate) found: Result<usize, String>,
    /// Which parts of each rule hold; empty if the body cannot be read.
    pub(crate) held: Vec<Held>,
}

/// The items to explain.
const MOST: usize = 10;

impl Recognition {
    /// Recognises a delivery, whose group must have verified it.
    pub(crate) fn of<G: EventGroup>(delivery: &Delivery) -> Self {
        if G::DESCRIPTOR.each.is_none() || delivery.item().is_some() {
            let items = vec![ItemRecognition::of::<G>(delivery)];
            return Self { items, count: 1 };
        }
        let places = match places::<G>(delivery) {
            Ok(places) => places,
            Err(rejection) => return Self::refused(&rejection),
        };
        let head: std::sync::Arc<Head> = G::__plan().head(delivery);
        let count = places.len();
        let items = places.into_iter().take(MOST).enumerate();
        let items = items.map(|(index, place)| {
            let body = delivery.body().slice(place);
            let item = crate::delivery::Item { index, count };
            let head: crate::delivery::Head = head.clone();
            ItemRecognition::of::<G>(&delivery.to_item(body, item, Some(head)))
        });
        let items = items.collect();
        Self { items, count }
    }

    /// Nothing was recognised.
    pub(crate) fn refused(rejection: &Rejection) -> Self {
        let found = Err(rejection.to_string());
        let held = Vec::new();
        let items = vec![ItemRecognition { found, held }];
        Self { items, count: 1 }
    }
}

impl ItemRecognition {
    fn of<G: EventGroup>(delivery: &Delivery) -> Self {
        let body = match text::<G>(delivery) {
            Ok(body) => body,
            Err(rejection) => {
                return Self {
                    found: Err(rejection.to_string()),
                    held: Vec::new(),
                };
            }
        };
        let mut parsed = None;
        let found = match find::<G>(delivery, &body, &mut parsed, Extent::Whole) {
            Ok(found) => Ok(found.index),
            Err(Unrecognised::Malformed(rejection)) => Err(rejection.to_string()),
            Err(Unrecognised::Unknown(unknown)) => Err(unknown.text().into_owned()),
        };
        Self {
            found,
            held: G::__plan().held(delivery, &body).unwrap_or_default(),
        }
    }
}
