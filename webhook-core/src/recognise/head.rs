//! The values that rules read outside of the body of many items.

use std::fmt;

use crate::delivery::Delivery;
use crate::expression::read::{Fault, Place, Value};

/// The values outside of the body, read once for all items of the body.
pub(crate) struct Head(Vec<(Place, Result<Value<'static>, Fault>)>);

impl Head {
    pub(crate) fn new(places: &[Place], delivery: &Delivery) -> Self {
        let outside = places.iter().filter(|place| !place.is_in_json());
        let read = outside.map(|place| {
            let value = place.read_outside(&delivery.into());
            (place.clone(), value.map(Value::into_owned))
        });
        Self(read.collect())
    }

    pub(crate) fn get(&self, place: &Place) -> Option<Result<Value<'_>, Fault>> {
        let (_, value) = self.0.iter().find(|(other, _)| other == place)?;
        Some(value.as_ref().map(Value::borrowed).map_err(|fault| *fault))
    }
}

impl fmt::Debug for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Head").finish_non_exhaustive()
    }
}
