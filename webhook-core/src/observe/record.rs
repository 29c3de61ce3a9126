//! What is told of a delivery, and to whom.

use std::mem::size_of;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use serde::{Serialize, Serializer};

use crate::outcome::OutcomeKind;
use crate::scheme::keys::key_id::KeyId;

/// Gets the record of every delivery, after its reply was decided and before it is sent.
///
/// It is called on the task that answers the sender, so it must neither block nor wait: count, or hand the record on
/// to something bounded.
pub trait Observer: Send + Sync {
    /// Takes a record.
    fn observe(&self, record: &Arc<DeliveryRecord>);
}

impl<O: Observer + ?Sized> Observer for Arc<O> {
    fn observe(&self, record: &Arc<DeliveryRecord>) {
        (**self).observe(record);
    }
}

/// What became of one delivery: names, numbers and times, nothing of its payload.
#[derive(Clone, Debug, Serialize)]
pub struct DeliveryRecord {
    pub(crate) group: &'static str,
    pub(crate) event: Option<&'static str>,
    #[serde(rename = "type")]
    pub(crate) payload_type: Option<&'static str>,
    pub(crate) id: Option<Box<str>>,
    pub(crate) handler: Option<&'static str>,
    pub(crate) outcome: OutcomeKind,
    #[serde(rename = "reply")]
    pub(crate) status: u16,
    #[serde(rename = "key")]
    pub(crate) key_id: Option<KeyId>,
    pub(crate) body_bytes: usize,
    #[serde(skip)]
    pub(crate) received_at: SystemTime,
    #[serde(rename = "microseconds", serialize_with = "microseconds")]
    pub(crate) elapsed: Duration,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) items: Vec<ItemRecord>,
}

/// What became of one item of a delivery that carries many events.
#[derive(Clone, Debug, Serialize)]
pub struct ItemRecord {
    pub(crate) event: Option<&'static str>,
    pub(crate) id: Option<Box<str>>,
    pub(crate) handler: Option<&'static str>,
    pub(crate) outcome: OutcomeKind,
    #[serde(rename = "key")]
    pub(crate) key_id: Option<KeyId>,
}

impl ItemRecord {
    /// The name of the event, once it was recognised.
    #[must_use]
    pub const fn event(&self) -> Option<&'static str> {
        self.event
    }

    /// The item's id, where it has one, as that of a [`DeliveryRecord`].
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The path of the function that was called.
    #[must_use]
    pub const fn handler(&self) -> Option<&'static str> {
        self.handler
    }

    /// What became of the item.
    #[must_use]
    pub const fn outcome(&self) -> OutcomeKind {
        self.outcome
    }

    /// The id of the secret that signed the item, alone or with the rest of the delivery.
    #[must_use]
    pub const fn key_id(&self) -> Option<&KeyId> {
        self.key_id.as_ref()
    }
}

/// What became of the items of one delivery so far, shared with those that are still to come.
///
/// There is a place for each, which is filled once, so that a handler looks at those before without waiting or copying.
#[derive(Clone, Debug, Default)]
pub(crate) struct ItemRecords(Arc<OnceLock<Box<[OnceLock<ItemRecord>]>>>);

impl ItemRecords {
    /// Makes a place for each of so many items.
    pub(crate) fn expect(&self, count: usize) {
        self.0
            .get_or_init(|| (0..count).map(|_| OnceLock::new()).collect());
    }

    /// Adds what became of an item; the first word counts.
    pub(crate) fn set(&self, index: usize, record: ItemRecord) {
        if let Some(place) = self.places().get(index) {
            drop(place.set(record));
        }
    }

    /// Those of the items before one.
    pub(crate) fn before(&self, index: usize) -> impl DoubleEndedIterator<Item = &ItemRecord> {
        let places = self.places().get(..index).unwrap_or_default();
        places.iter().filter_map(OnceLock::get)
    }

    /// Those so far.
    pub(crate) fn all(&self) -> Vec<ItemRecord> {
        self.before(self.places().len()).cloned().collect()
    }

    fn places(&self) -> &[OnceLock<ItemRecord>] {
        self.0.get().map_or(&[], |places| &**places)
    }
}

impl DeliveryRecord {
    /// The secret that signed the delivery, or the first of its items.
    pub(crate) fn signed_by(&self) -> Option<&KeyId> {
        let items = || self.items.first()?.key_id.as_ref();
        self.key_id.as_ref().or_else(items)
    }

    /// About what the record takes in a memory that keeps it.
    pub(crate) fn size(&self) -> usize {
        let id = |id: &Option<Box<str>>| id.as_deref().map_or(0, str::len);
        let items = self
            .items
            .iter()
            .map(|item| size_of::<ItemRecord>().saturating_add(id(&item.id)));
        let items = items.fold(0, usize::saturating_add);
        let fixed = size_of::<(Self, [usize; 32])>();
        fixed.saturating_add(items).saturating_add(id(&self.id))
    }

    /// What became of each item, in their order, where the delivery carries many events.
    #[must_use]
    pub fn items(&self) -> &[ItemRecord] {
        &self.items
    }

    /// The name of the group.
    #[must_use]
    pub const fn group(&self) -> &'static str {
        self.group
    }

    /// The name of the event, once it was recognised.
    #[must_use]
    pub const fn event(&self) -> Option<&'static str> {
        self.event
    }

    /// The payload type as the enum writes it, `UnknownEvent`, or `SignatureVerificationFailure`.
    #[must_use]
    pub const fn payload_type(&self) -> Option<&'static str> {
        self.payload_type
    }

    /// The delivery's id, where it has one, as the log shows it: with escapes for control characters, and the first 255
    /// bytes of one that is longer.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The path of the function that the event belongs to; it was called unless its payload did not fit.
    #[must_use]
    pub const fn handler(&self) -> Option<&'static str> {
        self.handler
    }

    /// What became of the delivery.
    #[must_use]
    pub const fn outcome(&self) -> OutcomeKind {
        self.outcome
    }

    /// The status of the reply.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.status
    }

    /// The id of the secret that made the signature; `None` where the items were signed by several, which
    /// [`items`](Self::items) name.
    #[must_use]
    pub const fn key_id(&self) -> Option<&KeyId> {
        self.key_id.as_ref()
    }

    /// The size of the body in bytes; 0 where it was not read.
    #[must_use]
    pub const fn body_bytes(&self) -> usize {
        self.body_bytes
    }

    /// The time of receipt.
    #[must_use]
    pub const fn received_at(&self) -> SystemTime {
        self.received_at
    }

    /// The time between the whole body and the reply.
    #[must_use]
    pub const fn elapsed(&self) -> Duration {
        self.elapsed
    }
}

fn microseconds<S: Serializer>(elapsed: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u128(elapsed.as_micros())
}
