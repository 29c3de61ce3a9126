//! Records of deliveries, and the observer that gets them.

use std::mem::size_of;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use serde::{Serialize, Serializer};

use crate::outcome::kind::Level;
use crate::outcome::{Outcome, OutcomeKind};
use crate::scheme::keys::key_id::KeyId;
use crate::text::plain::Plain;

/// Receives the record of every delivery, after its reply is decided and before it is sent.
///
/// `observe` is called on the task that answers the sender, so it must not block: count, or pass the record on to a bounded
/// queue.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use webhook_core::Dispatcher;
/// use webhook_core::observe::{DeliveryRecord, Observer};
/// use webhook_core::outcome::OutcomeKind;
///
/// #[derive(Default)]
/// struct Forged(AtomicU64);
///
/// impl Observer for Forged {
///     fn observe(&self, record: &Arc<DeliveryRecord>) {
///         if record.outcome() == OutcomeKind::Rejected {
///             self.0.fetch_add(1, Ordering::Relaxed);
///         }
///     }
/// }
///
/// let forged = Arc::new(Forged::default());
/// let dispatcher = Dispatcher::builder().observer(Arc::clone(&forged)).build()?;
/// # Ok::<(), webhook_core::BuildError>(())
/// ```
pub trait Observer: Send + Sync {
    /// Takes the record of a delivery.
    fn observe(&self, record: &Arc<DeliveryRecord>);

    /// Is told that a request was answered 404, because no group declares its path. By default it does nothing.
    ///
    /// Anyone can send such a request. It is not a delivery and has no record. A router in front of the dispatcher answers other
    /// paths itself.
    fn no_group(&self) {}
}

impl<O: Observer + ?Sized> Observer for Arc<O> {
    fn observe(&self, record: &Arc<DeliveryRecord>) {
        (**self).observe(record);
    }

    fn no_group(&self) {
        (**self).no_group();
    }
}

/// The result of one delivery. It contains names, numbers and times, and no part of the payload.
#[derive(Clone, Debug, Serialize)]
pub struct DeliveryRecord {
    #[serde(skip)]
    pub(crate) number: u64,
    pub(crate) group: &'static str,
    pub(crate) event: Option<&'static str>,
    #[serde(rename = "type")]
    pub(crate) payload_type: Option<&'static str>,
    pub(crate) id: Option<Box<str>>,
    pub(crate) handler: Option<&'static str>,
    pub(crate) outcome: OutcomeKind,
    pub(crate) cause: Option<Box<str>>,
    #[serde(rename = "reply")]
    pub(crate) status: u16,
    #[serde(rename = "key")]
    pub(crate) key_id: Option<KeyId>,
    pub(crate) body_bytes: usize,
    #[serde(skip)]
    pub(crate) received_at: SystemTime,
    #[serde(skip)]
    pub(crate) ended_at: SystemTime,
    #[serde(rename = "microseconds", serialize_with = "microseconds")]
    pub(crate) elapsed: Duration,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) items: Vec<ItemRecord>,
    pub(crate) kind: RecordKind,
}

/// What a [`DeliveryRecord`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RecordKind {
    /// A request, which was answered.
    Delivery,
    /// A run of a stored delivery, which has no reply.
    Run,
}

/// The result of one item of a delivery of many events.
#[derive(Clone, Debug, Serialize)]
pub struct ItemRecord {
    pub(crate) event: Option<&'static str>,
    pub(crate) id: Option<Box<str>>,
    pub(crate) handler: Option<&'static str>,
    pub(crate) outcome: OutcomeKind,
    pub(crate) cause: Option<Box<str>>,
    #[serde(rename = "key")]
    pub(crate) key_id: Option<KeyId>,
}

/// The methods that both kinds of record have.
macro_rules! common {
    ($record:ty) => {
        impl $record {
            /// The name of the event, if it was recognised.
            #[must_use]
            pub const fn event(&self) -> Option<&'static str> {
                self.event
            }

            /// The id, if there is one, as the log prints it: control characters are escaped, and an id of more than 255
            /// bytes is cut.
            #[must_use]
            pub fn id(&self) -> Option<&str> {
                self.id.as_deref()
            }

            /// The path of the event's handler function. It was called unless the payload did not fit.
            #[must_use]
            pub const fn handler(&self) -> Option<&'static str> {
                self.handler
            }

            /// The outcome.
            #[must_use]
            pub const fn outcome(&self) -> OutcomeKind {
                self.outcome
            }

            /// Why it was not handled, as the log has it: control characters are escaped, and a text of more than 1,000
            /// characters is cut. `None` if there is nothing to say, as after success.
            ///
            /// It contains no payload, no secret and no digest, as long as the errors of your handlers contain none.
            #[must_use]
            pub fn cause(&self) -> Option<&str> {
                self.cause.as_deref()
            }

            /// The id of the secret that made the signature. `None` for a delivery whose items were signed by several
            /// secrets; see the records of the items.
            #[must_use]
            pub const fn key_id(&self) -> Option<&KeyId> {
                self.key_id.as_ref()
            }
        }
    };
}

common!(DeliveryRecord);
common!(ItemRecord);

/// The cause in the record of an outcome.
pub(crate) fn cause_of(outcome: &Outcome) -> Option<Box<str>> {
    let text = outcome.text();
    if text.is_empty() || outcome.kind().row().level == Level::Debug {
        return None;
    }
    let most = LONGEST_CAUSE;
    Some(Plain { text, most }.to_string().into())
}

/// The characters of a cause to keep.
const LONGEST_CAUSE: usize = 1_000;

/// The records of a delivery's items so far, shared with the later items.
///
/// Each place is filled once, so handlers read earlier records without waiting or copying.
#[derive(Clone, Debug, Default)]
pub(crate) struct ItemRecords(Arc<OnceLock<Box<[OnceLock<ItemRecord>]>>>);

impl ItemRecords {
    /// Makes `count` places.
    pub(crate) fn expect(&self, count: usize) {
        self.0
            .get_or_init(|| (0..count).map(|_| OnceLock::new()).collect());
    }

    /// Stores the record of an item; later ones are ignored.
    pub(crate) fn set(&self, index: usize, record: ItemRecord) {
        if let Some(place) = self.places().get(index) {
            drop(place.set(record));
        }
    }

    /// The records of the items before `index`.
    pub(crate) fn before(&self, index: usize) -> impl DoubleEndedIterator<Item = &ItemRecord> {
        let places = self.places().get(..index).unwrap_or_default();
        places.iter().filter_map(OnceLock::get)
    }

    /// The records so far.
    pub(crate) fn all(&self) -> Vec<ItemRecord> {
        self.before(self.places().len()).cloned().collect()
    }

    fn places(&self) -> &[OnceLock<ItemRecord>] {
        self.0.get().map_or(&[], |places| &**places)
    }
}

impl DeliveryRecord {
    /// The secret that signed the delivery, or its first item.
    pub(crate) fn signed_by(&self) -> Option<&KeyId> {
        let items = || self.items.first()?.key_id.as_ref();
        self.key_id.as_ref().or_else(items)
    }

    /// The approximate size of the record in memory.
    pub(crate) fn size(&self) -> usize {
        let text = |text: &Option<Box<str>>| text.as_deref().map_or(0, str::len);
        let items = self.items.iter().map(|item| {
            let texts = text(&item.id).saturating_add(text(&item.cause));
            size_of::<ItemRecord>().saturating_add(texts)
        });
        let items = items.fold(0, usize::saturating_add);
        let texts = text(&self.id).saturating_add(text(&self.cause));
        let fixed = size_of::<(Self, [usize; 32])>();
        fixed.saturating_add(items).saturating_add(texts)
    }

    /// Which record of its dispatcher this is, from 1. A record of a run counts as well.
    #[must_use]
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// The records of the items, in order, in a group with `each`.
    #[must_use]
    pub fn items(&self) -> &[ItemRecord] {
        &self.items
    }

    /// Whether a request was answered, or a stored delivery was run.
    #[must_use]
    pub const fn kind(&self) -> RecordKind {
        self.kind
    }

    /// The name of the group.
    #[must_use]
    pub const fn group(&self) -> &'static str {
        self.group
    }

    /// The payload type as the enum writes it, `UnknownEvent`, or `SignatureVerificationFailure`.
    #[must_use]
    pub const fn payload_type(&self) -> Option<&'static str> {
        self.payload_type
    }

    /// The status of the reply. For a run, which has none, the default status of its outcome.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.status
    }

    /// The size of the body in bytes; 0 if it was not read.
    #[must_use]
    pub const fn body_bytes(&self) -> usize {
        self.body_bytes
    }

    /// The time of receipt.
    #[must_use]
    pub const fn received_at(&self) -> SystemTime {
        self.received_at
    }

    /// When the reply was decided, or the run ended.
    #[must_use]
    pub const fn ended_at(&self) -> SystemTime {
        self.ended_at
    }

    /// The time from the complete body to the reply.
    #[must_use]
    pub const fn elapsed(&self) -> Duration {
        self.elapsed
    }
}

fn microseconds<S: Serializer>(elapsed: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u128(elapsed.as_micros())
}
