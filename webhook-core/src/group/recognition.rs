//! How a delivery was recognised, for people who ask why.

use crate::declare::body_kind::Gzip;
use crate::delivery::Delivery;
use crate::group::recognised::{Unrecognised, document, find, places, read};
use crate::group::rejection::Rejection;
use crate::group::{EventGroup, verify};
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
        let mut delivery = delivery.clone();
        if let Err(undecoded) = verify::decode(G::DESCRIPTOR, Gzip::SignedEncoded, &mut delivery) {
            return Self::refused(&Rejection::malformed(undecoded.text()));
        }
        if G::DESCRIPTOR.each.is_none() || delivery.item().is_some() {
            let items = vec![ItemRecognition::of::<G>(&delivery)];
            return Self { items, count: 1 };
        }
        let found =
            document::<G>(&delivery).and_then(|document| Ok((places::<G>(&document)?, document)));
        let (places, document) = match found {
            Ok(found) => found,
            Err(rejection) => return Self::refused(&rejection),
        };
        let head: std::sync::Arc<Head> = G::__plan().head(&delivery, &document);
        let count = places.len();
        let items = places.into_iter().take(MOST).enumerate();
        let items = items.map(|(index, place)| {
            let body = document.slice(place);
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
        let read = match read::<G>(delivery) {
            Ok(read) => read,
            Err(rejection) => {
                return Self {
                    found: Err(rejection.to_string()),
                    held: Vec::new(),
                };
            }
        };
        let mut parsed = None;
        let found = match find::<G>(delivery, &read, &mut parsed, Extent::Whole) {
            Ok(found) => Ok(found.index),
            Err(Unrecognised::Malformed(rejection)) => Err(rejection.to_string()),
            Err(Unrecognised::Unknown(unknown)) => Err(unknown.text().into_owned()),
        };
        Self {
            found,
            held: G::__plan().held(delivery, &read.text).unwrap_or_default(),
        }
    }
}
