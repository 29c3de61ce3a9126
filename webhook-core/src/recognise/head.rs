//! The values that rules read outside of an item, for all items of a delivery.

use std::fmt;
use std::sync::Arc;

use crate::delivery::Delivery;
use crate::expression::read::{Fault, Place, Value};
use crate::json::items::Each;

type Read = Result<Value<'static>, Fault>;

/// The values outside of the items, each read once.
pub(crate) struct Head {
    /// What is outside of the body.
    outside: Vec<(Place, Read)>,
    /// What is around each item, by its number. The items of one array share it.
    around: Vec<Arc<[Arc<Read>]>>,
}

impl Head {
    pub(crate) fn new(places: &[Place], each: Option<(&Each, &[u8])>, delivery: &Delivery) -> Self {
        let in_body = |place: &&Place| matches!(place, Place::Pointer(_) | Place::Outer(_));
        let outside = places.iter().filter(|place| !in_body(place)).map(|place| {
            let value = place.read_outside(&delivery.into());
            (place.clone(), value.map(Value::into_owned))
        });
        let each = each.filter(|(each, _)| !each.outer.is_empty());
        Self {
            outside: outside.collect(),
            around: each.map_or_else(Vec::new, |(each, document)| around(each, document)),
        }
    }

    /// The values around the only item of a stored delivery, by their source texts.
    pub(crate) fn of_stored(
        places: &[Place],
        delivery: &Delivery,
        around: &[Option<&str>],
    ) -> Self {
        let around = around.iter();
        let around = around.map(|json| Arc::new(Value::of_json(*json).map(Value::into_owned)));
        Self {
            around: vec![around.collect()],
            ..Self::new(places, None, delivery)
        }
    }

    /// The values around an item as JSON, to be stored.
    pub(crate) fn to_stored(&self, each: &Each, item: usize) -> Vec<(String, String)> {
        let pointers = each.outer.iter().enumerate();
        let stored = pointers.filter_map(|(number, pointer)| {
            let json = match self.get(&Place::Outer(number), item)?.ok()? {
                Value::Absent => return None,
                Value::Container => "{}".to_owned(),
                Value::Text(text) => serde_json::Value::from(text).to_string(),
            };
            Some(((*pointer).to_owned(), json))
        });
        stored.collect()
    }

    /// The value at a place for the item with this index; `None` if the item has it itself.
    pub(crate) fn get(&self, place: &Place, item: usize) -> Option<Result<Value<'_>, Fault>> {
        let value = match place {
            Place::Outer(number) => match self.around.as_slice() {
                [only] => only.get(*number)?,
                all => all.get(item)?.get(*number)?,
            },
            _ => &self.outside.iter().find(|(other, _)| other == place)?.1,
        };
        Some(value.as_ref().map(Value::borrowed).map_err(|fault| *fault))
    }
}

/// Reads the values around each item. A value that several arrays have around them is copied once.
fn around(each: &Each, body: &[u8]) -> Vec<Arc<[Arc<Read>]>> {
    let mut around = Vec::new();
    let mut known: Vec<(Option<&str>, Arc<Read>)> = Vec::new();
    let body = str::from_utf8(body).unwrap_or_default();
    // The body was split before, so this finds the same items.
    let _ = each.walk(body, &mut |items, outer| {
        known.resize_with(outer.len(), || (None, Arc::new(Ok(Value::Absent))));
        for (json, (last, read)) in outer.iter().zip(&mut known) {
            let same = match (json, &*last) {
                (Some(json), Some(last)) => std::ptr::eq(*json, *last),
                (json, last) => json.is_none() && last.is_none(),
            };
            if !same {
                *read = Arc::new(Value::of_json(*json).map(Value::into_owned));
                *last = *json;
            }
        }
        let shared: Arc<[_]> = known.iter().map(|(_, read)| Arc::clone(read)).collect();
        around.extend(items.iter().map(|_| Arc::clone(&shared)));
    });
    around
}

impl fmt::Debug for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Head").finish_non_exhaustive()
    }
}
