//! A delivery on its way into a store.

use std::fmt;
use std::time::SystemTime;

use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use webhook_core::inbox::ClaimKey;

use crate::policy::MARK;

/// A verified delivery to commit.
///
/// All texts are bytes, because a sender chooses some of them. `Debug` prints no id, header or body.
#[derive(Clone)]
#[non_exhaustive]
pub struct Entry {
    /// The name of its group.
    pub group: Bytes,
    /// The owner of the key that signed it, in a program that receives for several owners; otherwise empty.
    pub owner: Bytes,
    /// The name of its event; empty if the event is unknown.
    pub event: Bytes,
    /// The id of the delivery.
    pub id: Id,
    /// The SHA-256 of what was signed.
    pub digest: [u8; 32],
    /// The id of the key that signed it.
    pub key_id: Option<Bytes>,
    /// The time of receipt.
    pub received_at: SystemTime,
    /// The method of the request.
    pub method: Bytes,
    /// The URL of the request.
    pub uri: Bytes,
    /// The headers to keep, encoded by the caller.
    pub headers: Bytes,
    /// The body, or one item of a body with many.
    pub body: Bytes,
    /// The position of the item in its request, from 0.
    pub item_index: u32,
    /// The number of items in the request.
    pub item_count: u32,
    /// What to do with it if it is new.
    pub admit: Admit,
    /// Why it cannot be run, if it is malformed: the row's first error.
    pub cause: Option<String>,
    /// What to do with it if its id was stored with another digest.
    pub on_conflict: OnConflict,
    /// The number of deliveries of the group that can wait. More are refused. See [`Policy::mark_of`](crate::Policy::mark_of).
    pub mark: u64,
    /// The `traceparent` of its request.
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
            cause: None,
            on_conflict: OnConflict::Keep,
            mark: MARK,
            trace: None,
        }
    }

    /// The order of a batch: equal keys are neighbours, and all processes lock rows in the same order.
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

/// What to do with a new delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Admit {
    /// Queue it for its handler.
    Run,
    /// Keep it for a version of the program that knows its event.
    Unknown,
    /// Keep it as dead, because it cannot be run.
    Malformed,
}

/// What to do with a delivery whose id was stored with another digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnConflict {
    /// Keep it beside the first one, and do not run it.
    Keep,
    /// Run it, because the id does not identify a delivery.
    Run,
}

/// Identifies a delivery within its group, owner and event.
#[derive(Clone, PartialEq, Eq)]
pub struct Id {
    pub(crate) kind: IdKind,
    pub(crate) bytes: Bytes,
}

/// The kind of an [`Id`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum IdKind {
    /// A text.
    Text = 1,
    /// A number, in its own digits.
    Number = 2,
    /// `sha256:` or `number-sha256:` and the SHA-256 of an id that is long or has control characters.
    Hash = 3,
    /// The SHA-256 of the body.
    Digest = 4,
    /// No id: each delivery is new.
    None = 5,
}

impl Id {
    /// The longest id that is kept as it is, in bytes.
    pub const LONGEST: usize = 255;

    /// The sender's id as text. A text of more than 255 bytes, or with control characters, is stored as its SHA-256.
    #[must_use]
    pub fn text(id: &str) -> Self {
        Self::from(&ClaimKey::new("", "", id))
    }

    /// The sender's id as a number, in its digits. `1` and `"1"` are different ids.
    #[must_use]
    pub fn number(digits: &str) -> Self {
        if digits.len() <= Self::LONGEST && !digits.chars().any(char::is_control) {
            return Self::of(IdKind::Number, Bytes::copy_from_slice(digits.as_bytes()));
        }
        let hash = base16ct::lower::encode_string(&Sha256::digest(digits));
        Self::of(IdKind::Hash, format!("{NUMBER_HASH}{hash}").into())
    }

    /// The digest of the body, for groups without ids.
    #[must_use]
    pub fn digest(digest: [u8; 32]) -> Self {
        Self::of(IdKind::Digest, Bytes::copy_from_slice(&digest))
    }

    /// No id: every delivery is new.
    #[must_use]
    pub fn none() -> Self {
        Self::of(IdKind::None, Bytes::new())
    }

    /// What identifies: the text, the digits, the hash or the digest. Empty for [`none`](Self::none).
    #[must_use]
    pub const fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The kind of the id.
    #[must_use]
    pub const fn kind(&self) -> IdKind {
        self.kind
    }

    const fn of(kind: IdKind, bytes: Bytes) -> Self {
        Self { kind, bytes }
    }
}

/// How a [`ClaimKey`] writes an id that is not text.
pub(crate) const NUMBER: &str = "number:";
const NUMBER_HASH: &str = "number-sha256:";
const TEXT_HASH: &str = "sha256:";

impl From<&ClaimKey> for Id {
    fn from(key: &ClaimKey) -> Self {
        let id = key.id();
        if key.is_digest() {
            let mut digest = [0; 32];
            // A key writes its digest in 64 hexadecimal digits.
            if base16ct::lower::decode(id, &mut digest).is_ok() {
                return Self::digest(digest);
            }
        }
        let (kind, id) = match id.strip_prefix(NUMBER) {
            Some(digits) => (IdKind::Number, digits),
            None if id.starts_with(TEXT_HASH) || id.starts_with(NUMBER_HASH) => (IdKind::Hash, id),
            None => (IdKind::Text, id),
        };
        Self::of(kind, Bytes::copy_from_slice(id.as_bytes()))
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

/// The result of storing a delivery. All four are committed, and the sender gets 200.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stored {
    /// It is new, and will run.
    New,
    /// It was stored before, and does not run again.
    Duplicate,
    /// It was stored before and was dead. It will run again.
    Revived,
    /// Its id was stored before with another digest.
    Conflict,
}
