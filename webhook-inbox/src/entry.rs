//! A delivery on its way into a store.

use std::fmt;
use std::time::SystemTime;

use bytes::Bytes;
use sha2::{Digest as _, Sha256};

/// A verified delivery to commit.
///
/// All texts are bytes, because a sender chooses some of them. `Debug` prints no id, header or body.
#[derive(Clone)]
#[non_exhaustive]
pub struct Entry {
    /// The name of its group.
    pub group: Bytes,
    /// Whose delivery it is, where a program receives for many; empty otherwise.
    pub owner: Bytes,
    /// The name of its event; empty if the event is unknown.
    pub event: Bytes,
    /// What names the delivery.
    pub id: Id,
    /// The SHA-256 of what was signed.
    pub digest: [u8; 32],
    /// Which key signed it.
    pub key_id: Option<Bytes>,
    /// When it arrived.
    pub received_at: SystemTime,
    /// The method of its request.
    pub method: Bytes,
    /// The address of its request.
    pub uri: Bytes,
    /// The headers that are kept, in a form of the caller's choice.
    pub headers: Bytes,
    /// The body, or the item of a body with many.
    pub body: Bytes,
    /// Which item of its request it is, from 0.
    pub item_index: u32,
    /// How many items its request has.
    pub item_count: u32,
    /// What becomes of it.
    pub admit: Admit,
    /// What becomes of it if its id came before with another digest.
    pub on_conflict: OnConflict,
    /// How many deliveries of the group may wait; more are refused.
    pub mark: u64,
    /// The trace that it belongs to.
    pub trace: Option<Bytes>,
}

impl Entry {
    /// A delivery to run, with an empty owner, one item, and a mark of 1,000,000.
    #[must_use]
    pub fn new(
        group: impl Into<Bytes>,
        event: impl Into<Bytes>,
        id: Id,
        digest: [u8; 32],
        body: impl Into<Bytes>,
    ) -> Self {
        Self {
            group: group.into(),
            owner: Bytes::new(),
            event: event.into(),
            id,
            digest,
            key_id: None,
            received_at: SystemTime::now(),
            method: Bytes::from_static(b"POST"),
            uri: Bytes::from_static(b"/"),
            headers: Bytes::new(),
            body: body.into(),
            item_index: 0,
            item_count: 1,
            admit: Admit::Run,
            on_conflict: OnConflict::Keep,
            mark: 1_000_000,
            trace: None,
        }
    }

    /// What sorts a batch: equal keys are neighbours, and processes lock in one order.
    pub(crate) fn key(&self) -> (&[u8], &[u8], &[u8], IdKind, &[u8]) {
        let (kind, id) = (self.id.kind, &self.id.bytes);
        (&self.group, &self.owner, &self.event, kind, id)
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("group", &self.group)
            .field("event", &self.event)
            .field("id", &self.id)
            .field("body_bytes", &self.body.len())
            .field("admit", &self.admit)
            .finish_non_exhaustive()
    }
}

/// What becomes of a delivery that is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Admit {
    /// It waits for its handler.
    Run,
    /// It waits for a program that knows its event.
    Unknown,
    /// It cannot be run; it is kept as dead, for people to look at.
    Malformed,
}

/// What becomes of a delivery whose id came before with another digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnConflict {
    /// It is kept beside the first, and not run.
    Keep,
    /// It is run: the id does not name a delivery.
    Run,
}

/// What names a delivery within its group, owner and event.
#[derive(Clone, PartialEq, Eq)]
pub struct Id {
    pub(crate) kind: IdKind,
    pub(crate) bytes: Bytes,
}

/// What an [`Id`] was made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum IdKind {
    /// A text.
    Text = 1,
    /// A number, in its own digits.
    Number = 2,
    /// The SHA-256 of an id that is long or has control characters.
    Hash = 3,
    /// The SHA-256 of the body.
    Digest = 4,
    /// Nothing: the store gives each such delivery a name of its own.
    None = 5,
}

impl Id {
    /// The longest id that is kept as it is, in bytes.
    pub const LONGEST: usize = 255;

    /// A text that the sender gave. A text over 255 bytes or with control characters is kept as its SHA-256.
    #[must_use]
    pub fn text(id: &str) -> Self {
        Self::given(IdKind::Text, id)
    }

    /// A number that the sender gave, in its own digits: `1` and `"1"` are two ids.
    #[must_use]
    pub fn number(digits: &str) -> Self {
        Self::given(IdKind::Number, digits)
    }

    /// The digest of the body, for groups without ids.
    #[must_use]
    pub fn digest(digest: [u8; 32]) -> Self {
        Self::of(IdKind::Digest, Bytes::copy_from_slice(&digest))
    }

    /// A delivery without an id: every one is new.
    #[must_use]
    pub fn none() -> Self {
        Self::of(IdKind::None, Bytes::new())
    }

    /// What the id was made of.
    #[must_use]
    pub const fn kind(&self) -> IdKind {
        self.kind
    }

    fn given(kind: IdKind, id: &str) -> Self {
        if id.len() <= Self::LONGEST && !id.chars().any(char::is_control) {
            return Self::of(kind, Bytes::copy_from_slice(id.as_bytes()));
        }
        let mut hash = Sha256::new();
        // A number and a text of the same characters stay two ids.
        hash.update([kind as u8]);
        hash.update(id.as_bytes());
        let hash: [u8; 32] = hash.finalize().into();
        Self::of(IdKind::Hash, Bytes::copy_from_slice(&hash))
    }

    const fn of(kind: IdKind, bytes: Bytes) -> Self {
        Self { kind, bytes }
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Id")
            .field("kind", &self.kind)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

impl IdKind {
    pub(crate) const fn number(self) -> i64 {
        self as i64
    }

    pub(crate) const fn from_number(number: i64) -> Option<Self> {
        Some(match number {
            1 => Self::Text,
            2 => Self::Number,
            3 => Self::Hash,
            4 => Self::Digest,
            5 => Self::None,
            _ => return None,
        })
    }
}

/// How a store took a delivery in. All four are committed, and the sender gets 200.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stored {
    /// It is new, and will run.
    New,
    /// It came before, and will not run again.
    Duplicate,
    /// It came before and was dead; it will run again.
    Revived,
    /// Its id came before with another digest.
    Conflict,
}
