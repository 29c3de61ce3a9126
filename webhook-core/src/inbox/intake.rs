//! The door of a durable inbox: it stores verified deliveries before they are acknowledged.

use std::fmt;
use std::sync::Arc;

use http::Extensions;

use crate::future::BoxFuture;
use crate::group::claim_key::{BodyDigest, ClaimKey};
use crate::inbox::claim::Unavailable;
use crate::inbox::stored::StoredDelivery;

/// Stores the deliveries of `durable` groups. They are acknowledged once they are stored, and run later.
///
/// The dispatcher calls it after it has verified and recognised a request, in place of the handlers. A worker then calls
/// the handlers from what was stored.
///
/// # Examples
///
/// ```
/// use std::sync::Mutex;
/// use webhook_core::future::BoxFuture;
/// use webhook_core::inbox::{Accepted, Incoming, Intake, Unavailable};
///
/// /// Keeps the deliveries in memory, and finds no repeated ones.
/// #[derive(Default)]
/// struct Kept(Mutex<Vec<Incoming>>);
///
/// impl Intake for Kept {
///     fn accept(&self, deliveries: Vec<Incoming>) -> BoxFuture<'_, Result<Vec<Accepted>, Unavailable>> {
///         Box::pin(async move {
///             let mut kept = self.0.lock().map_err(Unavailable::new)?;
///             let answers = vec![Accepted::New; deliveries.len()];
///             kept.extend(deliveries);
///             Ok(answers)
///         })
///     }
/// }
///
/// let dispatcher = webhook_core::Dispatcher::builder().inbox(Kept::default()).build()?;
/// # Ok::<(), webhook_core::BuildError>(())
/// ```
pub trait Intake: Send + Sync {
    /// Stores the deliveries of one request, all or none of them, and returns an answer for each, in their order.
    ///
    /// The reply is sent once the future is ready, so it must not be ready before everything is committed. If two
    /// deliveries of a call have one key, the second repeats the first. The call is never empty.
    ///
    /// The future may be dropped at any `await`, when the client disconnects or after 10 seconds. Whether the deliveries are
    /// stored is then open: the sender has no reply and repeats them. If it panics, the reply is 500.
    ///
    /// # Errors
    ///
    /// Return [`Unavailable`] if nothing could be stored. The request is answered 503, so that the sender tries again. The
    /// reply is the same if there are not as many answers as deliveries.
    fn accept(
        &self,
        deliveries: Vec<Incoming>,
    ) -> BoxFuture<'_, Result<Vec<Accepted>, Unavailable>>;

    /// Adds what the extractors of this inbox need to the state of the dispatcher, when it is built.
    ///
    /// An extractor requires it with [`Needs::provided`](crate::extract::Needs::provided), and reads it with
    /// [`Context::state`](crate::extract::Context::state). Adds nothing by default.
    fn provide(&self, extensions: &mut Extensions) {
        let _ = extensions;
    }

    /// Says whether deliveries can be stored at the moment. `Ok` by default.
    ///
    /// [`Dispatcher::health`](crate::Dispatcher::health) asks it, so it must answer from memory, without waiting. Deliveries
    /// are given to [`accept`](Self::accept) whatever the answer is. Return an error if they would all be refused: the
    /// store is away, full, locked or stopping. If only those of one group would, return `Ok`.
    ///
    /// # Errors
    ///
    /// Return [`Unavailable`] with the reason.
    fn ready(&self) -> Result<(), Unavailable> {
        Ok(())
    }
}

impl<I: Intake + ?Sized> Intake for Arc<I> {
    fn accept(
        &self,
        deliveries: Vec<Incoming>,
    ) -> BoxFuture<'_, Result<Vec<Accepted>, Unavailable>> {
        (**self).accept(deliveries)
    }

    fn provide(&self, extensions: &mut Extensions) {
        (**self).provide(extensions);
    }

    fn ready(&self) -> Result<(), Unavailable> {
        (**self).ready()
    }
}

/// The answer of an [`Intake`] about one delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Accepted {
    /// It is stored, and will run.
    New,
    /// It was stored before, and does not run again.
    Duplicate,
    /// It was stored before and had failed for good. It will run again.
    Revived,
    /// Its id belongs to a stored delivery with another body. Both are stored.
    Conflict,
}

/// A delivery for an [`Intake`]: verified, and recognised as an event unless it [is unknown](Self::is_unknown) or
/// [malformed](Self::is_malformed).
///
/// `Debug` prints neither header values nor the body.
#[derive(Clone)]
pub struct Incoming {
    delivery: StoredDelivery,
    key: Option<ClaimKey>,
    digest: BodyDigest,
    lacks_id: bool,
    runs_conflicts: bool,
    malformed: Option<Box<str>>,
}

impl Incoming {
    /// Creates a delivery from what is stored and the key that identifies it, for tests of a store. The digest is that of
    /// its body.
    #[must_use]
    pub fn new(delivery: StoredDelivery, key: Option<ClaimKey>) -> Self {
        let digest = BodyDigest::of(delivery.body());
        Self::with_digest(delivery, key, digest)
    }

    pub(crate) const fn with_digest(
        delivery: StoredDelivery,
        key: Option<ClaimKey>,
        digest: BodyDigest,
    ) -> Self {
        Self {
            delivery,
            key,
            digest,
            lacks_id: false,
            runs_conflicts: false,
            malformed: None,
        }
    }

    /// Says that the group finds repeated deliveries by their id, and that this one has none.
    #[must_use]
    pub const fn lacking_id(mut self, lacks_id: bool) -> Self {
        self.lacks_id = lacks_id;
        self
    }

    /// Says that the delivery runs even if its id belongs to a delivery with another body.
    #[must_use]
    pub const fn running_conflicts(mut self, runs: bool) -> Self {
        self.runs_conflicts = runs;
        self
    }

    /// Says that the delivery is malformed, and why.
    #[must_use]
    pub fn malformed(mut self, cause: impl Into<Box<str>>) -> Self {
        self.malformed = Some(cause.into());
        self
    }

    /// What to store.
    #[must_use]
    pub const fn delivery(&self) -> &StoredDelivery {
        &self.delivery
    }

    /// Returns what to store, without its key and digest.
    #[must_use]
    pub fn into_delivery(self) -> StoredDelivery {
        self.delivery
    }

    /// The key that identifies the delivery. `None` if it is new whatever was stored before.
    ///
    /// An unknown event or a malformed item has the digest of its bytes as its key: what its id is unique among is unknown as
    /// well.
    #[must_use]
    pub const fn key(&self) -> Option<&ClaimKey> {
        self.key.as_ref()
    }

    /// The digest of the body, or of the item. It tells a repeated delivery from another one with the same id.
    #[must_use]
    pub const fn digest(&self) -> &BodyDigest {
        &self.digest
    }

    /// Whether the group finds repeated deliveries by their id, and this one has none, so that its repetition will run.
    #[must_use]
    pub const fn lacks_id(&self) -> bool {
        self.lacks_id
    }

    /// Whether the group says `conflict = run`: the delivery runs even if its id belongs to one with another body.
    #[must_use]
    pub const fn runs_conflicts(&self) -> bool {
        self.runs_conflicts
    }

    /// Whether the delivery matches no event of its group, or several. It is stored for a later version of the program, and
    /// the name of its event is empty.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.delivery.event().is_empty() && !self.is_malformed()
    }

    /// Whether the delivery is a malformed item. It cannot run: it is stored as one that failed for good, so that it is not
    /// lost while the other items of its request run.
    ///
    /// The digest of its bytes is its [`key`](Self::key), and the name of its event may be empty.
    #[must_use]
    pub const fn is_malformed(&self) -> bool {
        self.malformed.is_some()
    }

    /// What is malformed, without any of its content; `None` unless it [is](Self::is_malformed).
    #[must_use]
    pub fn cause(&self) -> Option<&str> {
        self.malformed.as_deref()
    }
}

impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming")
            .field("delivery", &self.delivery)
            .field("key", &self.key)
            .field("malformed", &self.malformed)
            .finish_non_exhaustive()
    }
}

/// The name of the inbox in the log.
pub(crate) const INBOX: &str = "the inbox";
