//! The records of the last deliveries, in memory.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::fair::Fair;
use crate::observe::record::{DeliveryRecord, Observer};

/// An [`Observer`] that keeps a bounded number of records of each group in memory.
///
/// Each group has its own share, so requests to one group cannot push out the records of another. In a full share, the
/// owner with the most records loses its oldest one ([`Keyring::owner`](crate::Keyring::owner)). Requests that did not
/// verify count as one owner.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
/// use webhook_core::observe::RecentDeliveries;
/// use webhook_core::Dispatcher;
///
/// let recent = Arc::new(RecentDeliveries::new(1_000));
/// let dispatcher = Dispatcher::builder().observer(recent.clone()).build()?;
/// assert_eq!(recent.total(), 0);
/// # Ok::<(), webhook_core::BuildError>(())
/// ```
pub struct RecentDeliveries {
    capacity: usize,
    bytes: usize,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    total: u64,
    groups: HashMap<&'static str, Fair<Option<Box<str>>, Arc<DeliveryRecord>>>,
}

impl RecentDeliveries {
    /// Keeps at most `capacity` records of each group, in 16 MiB.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self {
            capacity,
            bytes: 16 << 20,
            kept: Mutex::default(),
        }
    }

    /// Sets the bytes per group. A single record that is larger is not kept.
    ///
    /// A record takes about 500 bytes, and each item of a delivery with many events about 200 more.
    #[must_use]
    pub const fn with_bytes(mut self, bytes: usize) -> Self {
        self.bytes = bytes;
        self
    }

    /// The number of deliveries since the start, including those whose record was dropped.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.lock().total
    }

    /// The records, oldest first.
    #[must_use]
    pub fn last(&self) -> Vec<Arc<DeliveryRecord>> {
        let kept = self.lock();
        let mut records: Vec<_> = kept.groups.values().flat_map(Fair::iter).collect();
        records.sort_unstable_by_key(|(age, _)| *age);
        let records = records.into_iter();
        records.map(|(_, record)| Arc::clone(record)).collect()
    }

    /// The records that came after a position, oldest first, each with its own. The position of the first is 1.
    ///
    /// Asked again with the last position, it returns only what is new, for a page that is kept up to date.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::observe::RecentDeliveries;
    ///
    /// let recent = RecentDeliveries::new(1_000);
    /// let mut seen = 0;
    /// for (position, record) in recent.after(seen) {
    ///     println!("{} {}", record.group(), record.outcome());
    ///     seen = position;
    /// }
    /// ```
    #[must_use]
    pub fn after(&self, position: u64) -> Vec<(u64, Arc<DeliveryRecord>)> {
        let kept = self.lock();
        let shares = kept.groups.values();
        let new = shares.flat_map(|share| share.after(position));
        let mut records: Vec<_> = new.map(|(age, record)| (age, Arc::clone(record))).collect();
        drop(kept);
        records.sort_unstable_by_key(|(age, _)| *age);
        records
    }

    /// The lock is held for one push or one copy of pointers. A panic in between cannot leave the records inconsistent.
    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for RecentDeliveries {
    fn observe(&self, record: &Arc<DeliveryRecord>) {
        let bytes = record.size();
        let owner = record.signed_by().map(|key| key.owner().into());
        let mut left = Vec::new();
        let mut kept = self.lock();
        kept.total = kept.total.saturating_add(1);
        if self.capacity == 0 || bytes > self.bytes {
            return;
        }
        let age = kept.total;
        let share = kept.groups.entry(record.group).or_default();
        share.push(age, owner, bytes, Arc::clone(record));
        while share.len() > self.capacity || share.bytes() > self.bytes {
            left.extend(share.evict());
        }
        drop(kept);
        // Freed without the lock.
        drop(left);
    }
}

impl fmt::Debug for RecentDeliveries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecentDeliveries")
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}
