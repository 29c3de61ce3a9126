//! What the page knows of the deliveries of this process.

use std::collections::HashMap;
use std::collections::hash_map::{Entry, RandomState};
use std::hash::BuildHasher as _;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use webhook_core::observe::{DeliveryRecord, Observer, RecentDeliveries, RecordKind};

use crate::outcomes::Class;

/// The minutes of the plots.
pub(crate) const MINUTES: usize = 30;
/// The upper bounds of the bars of the latency, in microseconds; the last bar has none.
pub(crate) const BOUNDS: [u64; 11] = [
    100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000,
];
/// A bar for each bound, and one for what takes longer.
pub(crate) const BARS: usize = BOUNDS.len() + 1;

/// The streams of a page share what was read in this time, which is a little less than the pace of their updates.
const FRESH: Duration = Duration::from_millis(240);

/// The last records, and counts of the last minutes.
pub(crate) struct Live {
    recent: RecentDeliveries,
    minutes: Mutex<[Minute; MINUTES]>,
    hasher: RandomState,
    last: Mutex<Option<Arc<Shared>>>,
}

/// The counts of one minute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Minute {
    /// Minutes since the epoch.
    pub(crate) at: u64,
    pub(crate) classes: [u64; Class::ALL.len()],
    pub(crate) latency: [u64; BARS],
}

/// What the streams share of one moment.
pub(crate) struct Shared {
    at: Instant,
    pub(crate) snapshot: Snapshot,
    /// The last position of the moment before, and of this one.
    pub(crate) from: u64,
    pub(crate) to: u64,
    /// The update of a stream without filters: where it is nested, and its text.
    pub(crate) update: OnceLock<(Arc<str>, String)>,
}

/// The records at one time.
pub(crate) struct Snapshot {
    /// Oldest first, each with its position.
    pub(crate) records: Vec<(u64, Arc<DeliveryRecord>)>,
    /// How many deliveries came since the start.
    pub(crate) total: u64,
    /// When the oldest failure came that did not succeed later.
    pub(crate) oldest_failed: Option<SystemTime>,
    tries: HashMap<u64, u32>,
    hasher: RandomState,
}

impl Live {
    pub(crate) fn new(keep: usize) -> Self {
        Self {
            recent: RecentDeliveries::new(keep),
            minutes: Mutex::new([Minute::default(); MINUTES]),
            hasher: RandomState::new(),
            last: Mutex::new(None),
        }
    }

    /// The records now.
    pub(crate) fn now(&self) -> Snapshot {
        let records = self.recent.after(0);
        let mut tries = HashMap::with_capacity(records.len());
        let mut failed: HashMap<u64, SystemTime> = HashMap::new();
        for (position, record) in &records {
            let same = same(&self.hasher, record);
            if let Some(same) = same {
                let count: &mut u32 = tries.entry(same).or_default();
                *count = count.saturating_add(1);
            }
            // Without an id, no later delivery can be known to be this one.
            let same = same.unwrap_or_else(|| self.hasher.hash_one(position));
            if Class::of(record.outcome()) != Class::Failed {
                failed.remove(&same);
            } else if let Entry::Vacant(place) = failed.entry(same) {
                place.insert(time_of(record));
            }
        }
        Snapshot {
            records,
            total: self.recent.total(),
            oldest_failed: failed.into_values().min(),
            tries,
            hasher: self.hasher.clone(),
        }
    }

    /// The records not long ago, read once for all streams.
    pub(crate) fn shared(&self) -> Arc<Shared> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(shared) = &*last
            && shared.at.elapsed() < FRESH
        {
            return Arc::clone(shared);
        }
        let snapshot = self.now();
        let shared = Arc::new(Shared {
            at: Instant::now(),
            from: last.as_ref().map_or(0, |last| last.to),
            to: snapshot.newest(),
            update: OnceLock::new(),
            snapshot,
        });
        *last = Some(Arc::clone(&shared));
        shared
    }

    /// The counts of the last minutes, oldest first; the last one is not over.
    pub(crate) fn minutes(&self) -> [Minute; MINUTES] {
        let now = minute();
        let minutes = self.minutes.lock().unwrap_or_else(PoisonError::into_inner);
        let mut last = [Minute::default(); MINUTES];
        for (back, place) in last.iter_mut().rev().enumerate() {
            let at = now.saturating_sub(u64::try_from(back).unwrap_or_default());
            let found = minutes.iter().find(|minute| minute.at == at);
            *place = found.copied().unwrap_or(Minute {
                at,
                ..Minute::default()
            });
        }
        last
    }

    fn count(&self, record: &DeliveryRecord) {
        let at = minute();
        let mut minutes = self.minutes.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = usize::try_from(at).unwrap_or_default() % MINUTES;
        let Some(minute) = minutes.get_mut(slot) else {
            return;
        };
        if minute.at != at {
            *minute = Minute {
                at,
                ..Minute::default()
            };
        }
        if let Some(count) = minute.classes.get_mut(Class::of(record.outcome()).index()) {
            *count = count.saturating_add(1);
        }
        let elapsed = u64::try_from(record.elapsed().as_micros()).unwrap_or(u64::MAX);
        let bar = BOUNDS.partition_point(|bound| *bound < elapsed);
        if let Some(count) = minute.latency.get_mut(bar) {
            *count = count.saturating_add(1);
        }
    }
}

impl Observer for Live {
    fn observe(&self, record: &Arc<DeliveryRecord>) {
        self.count(record);
        self.recent.observe(record);
    }
}

impl Snapshot {
    /// The last position.
    pub(crate) fn newest(&self) -> u64 {
        self.records.last().map_or(0, |(position, _)| *position)
    }

    /// How often this process saw a delivery with this id, or ran it.
    pub(crate) fn tries(&self, record: &DeliveryRecord) -> Option<u32> {
        let same = same(&self.hasher, record)?;
        self.tries.get(&same).copied()
    }

    /// The records of the same delivery, oldest first.
    pub(crate) fn of_same<'s>(
        &'s self,
        record: &'s DeliveryRecord,
    ) -> impl Iterator<Item = &'s Arc<DeliveryRecord>> {
        let records = self.records.iter().map(|(_, other)| other);
        records.filter(|other| {
            let same = record.id().is_some()
                && (other.group(), other.event(), other.id())
                    == (record.group(), record.event(), record.id());
            same || other.number() == record.number()
        })
    }

    /// The runs of a stored delivery, oldest first. One without an id cannot be told from others.
    #[cfg(feature = "inbox")]
    pub(crate) fn runs_of(&self, row: &webhook_inbox::Row) -> Vec<Arc<DeliveryRecord>> {
        let id = row.sender_id();
        let records = self.records.iter().map(|(_, record)| record);
        let runs = records.filter(|record| {
            record.kind() == RecordKind::Run
                && record.id().is_some()
                && record.id() == id.as_deref()
                && record.group().as_bytes() == &*row.group
                && record.event().unwrap_or_default().as_bytes() == &*row.event
        });
        runs.cloned().collect()
    }

    pub(crate) fn find(&self, number: u64) -> Option<&Arc<DeliveryRecord>> {
        let mut records = self.records.iter().map(|(_, record)| record);
        records.find(|record| record.number() == number)
    }
}

/// The time that a list shows: a run of a stored delivery is not as old as the delivery.
pub(crate) fn time_of(record: &DeliveryRecord) -> SystemTime {
    match record.kind() {
        RecordKind::Run => record.ended_at(),
        _ => record.received_at(),
    }
}

/// What the records of one delivery, or of its runs, have in common.
fn same(hasher: &RandomState, record: &DeliveryRecord) -> Option<u64> {
    let id = record.id()?;
    let is_run = record.kind() == RecordKind::Run;
    Some(hasher.hash_one((is_run, record.group(), record.event(), id)))
}

fn minute() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default().as_secs() / 60
}
