//! What a checked delivery is: one event, or the items of many.

use std::any::Any;
use std::iter::Enumerate;
use std::ops::Range;
use std::vec::IntoIter;

use crate::delivery::{Head, Item};
use crate::dispatcher::begun::Begun;
use crate::observe::record::ItemRecords;
use crate::scheme::keys::key_id::KeyId;
use crate::verification::verified::{CheckedDelivery, Proof};

/// A checked delivery: one event that was begun, or several items that are begun one after the other.
#[derive(Debug)]
pub(crate) enum Beginning {
    One(Begun),
    Many(Items),
}

/// The items of one delivery that have not been begun.
#[derive(Debug)]
pub(crate) struct Items {
    /// The whole delivery, checked, as its group has it.
    delivery: Box<dyn Any + Send>,
    /// What was read of it outside of the body.
    head: Head,
    places: Enumerate<IntoIter<Range<usize>>>,
    count: usize,
    pub(crate) key: Option<KeyId>,
    /// What became of those that have ended.
    pub(crate) records: ItemRecords,
}

impl Items {
    /// Takes a checked delivery apart.
    pub(crate) fn new<D: CheckedDelivery>(
        delivery: D,
        places: Vec<Range<usize>>,
        head: Head,
    ) -> Self {
        let key = delivery.signed_by().cloned();
        let records = ItemRecords::default();
        records.expect(places.len());
        Self {
            records,
            delivery: Box::new(delivery),
            head,
            count: places.len(),
            places: places.into_iter().enumerate(),
            key,
        }
    }

    /// How many have not been begun.
    pub(crate) fn left(&self) -> usize {
        self.places.len()
    }

    /// How many have been begun, and of how many.
    pub(crate) fn progress(&self) -> (usize, usize) {
        (self.count.saturating_sub(self.left()), self.count)
    }

    /// The next item, as checked as the whole.
    pub(crate) fn next<D: CheckedDelivery>(&mut self) -> Option<D> {
        let (index, place) = self.places.next()?;
        let whole = self.delivery.downcast_ref::<D>()?;
        let count = self.count;
        let body = whole.delivery().body().slice(place);
        let item = Item { index, count };
        whole.__item(body, item, &self.head, Proof::by_verification())
    }
}
