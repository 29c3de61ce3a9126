//! The runs of a checked delivery: one for its event, or one for each item.

use std::any::Any;
use std::iter::Enumerate;
use std::ops::Range;
use std::vec::IntoIter;

use bytes::Bytes;

use crate::delivery::{Head, Item};
use crate::dispatcher::delivery_run::Run;
use crate::observe::record::ItemRecords;
use crate::scheme::keys::key_id::KeyId;
use crate::verification::verified::{CheckedDelivery, Proof};

/// A checked delivery: the run of its one event, or items that run one after the other.
#[derive(Debug)]
pub(crate) enum Runs {
    One(Run),
    Many(Items),
    /// The items of a durable group, which the inbox has, and the key that signed the delivery.
    Ended(Vec<ItemRun>, Option<KeyId>),
}

/// One item of a durable group.
#[derive(Debug)]
pub(crate) struct ItemRun {
    pub(crate) run: Run,
    /// The inbox keeps the item, and it does not run.
    pub(crate) is_kept: bool,
}

impl ItemRun {
    pub(crate) const fn of(run: Run) -> Self {
        let is_kept = false;
        Self { run, is_kept }
    }
}

/// The items of one delivery that have not run yet.
#[derive(Debug)]
pub(crate) struct Items {
    /// The whole checked delivery, of the group's own type.
    delivery: Box<dyn Any + Send>,
    /// The JSON text with the items.
    document: Bytes,
    /// The values that were read outside the body.
    head: Head,
    places: Enumerate<IntoIter<Range<usize>>>,
    count: usize,
    pub(crate) key: Option<KeyId>,
    /// The records of the items that have ended.
    pub(crate) records: ItemRecords,
}

impl Items {
    /// Splits a checked delivery.
    pub(crate) fn new<D: CheckedDelivery>(
        delivery: D,
        document: Bytes,
        places: Vec<Range<usize>>,
        head: Head,
    ) -> Self {
        let key = delivery.signed_by().cloned();
        let records = ItemRecords::default();
        records.expect(places.len());
        Self {
            records,
            delivery: Box::new(delivery),
            document,
            head,
            count: places.len(),
            places: places.into_iter().enumerate(),
            key,
        }
    }

    /// The number of items that have not run yet.
    pub(crate) fn left(&self) -> usize {
        self.places.len()
    }

    /// The number of items that have started, and the number of all items.
    pub(crate) fn progress(&self) -> (usize, usize) {
        (self.count.saturating_sub(self.left()), self.count)
    }

    /// Returns the next item, checked like the whole delivery.
    pub(crate) fn next<D: CheckedDelivery>(&mut self) -> Option<D> {
        let (index, place) = self.places.next()?;
        let whole = self.delivery.downcast_ref::<D>()?;
        let count = self.count;
        let body = self.document.slice(place);
        let item = Item { index, count };
        whole.__item(body, item, &self.head, Proof::by_verification())
    }
}
