//! A delivery as it lies in a store.

use std::fmt;
use std::time::SystemTime;

use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use webhook_core::StoredDelivery;

use crate::entry::{Admit, Entry, IdKind, NUMBER};

/// A delivery in a store.
///
/// `Debug` prints no id, header, body or error.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Row {
    /// Its number in the store, never used again.
    pub id: i64,
    /// The name of its group.
    pub group: Bytes,
    /// Whose delivery it is.
    pub owner: Bytes,
    /// The name of its event; empty while the event is unknown.
    pub event: Bytes,
    /// What its id was made of.
    pub id_kind: IdKind,
    /// The sender's id, its hash, or a name that the store gave.
    pub delivery_id: Bytes,
    /// Whether another delivery had this id first.
    pub is_conflict: bool,
    /// The SHA-256 of what was signed.
    pub digest: Bytes,
    /// Which key signed it.
    pub key_id: Option<Bytes>,
    /// When it arrived.
    pub received_at: SystemTime,
    /// The method of its request.
    pub method: Bytes,
    /// The address of its request.
    pub uri: Bytes,
    /// The headers that were kept.
    pub headers: Bytes,
    /// The body; `None` once it was purged.
    pub body: Option<Bytes>,
    /// Which item of its request it is, from 0.
    pub item_index: u32,
    /// How many items its request had.
    pub item_count: u32,
    /// What it waits for.
    pub state: State,
    /// Why its last run failed, in one word.
    pub class: Option<String>,
    /// How often it was started and came to an end, the present run included.
    pub attempts: u32,
    /// How often its process died while it ran.
    pub crashes: u32,
    /// Fences late writes of earlier runs.
    pub token: i64,
    /// When it ended.
    pub done_at: Option<SystemTime>,
    /// Why its last run failed, for people.
    pub last_error: Option<String>,
    /// How many repetitions came.
    pub duplicates: u64,
    /// How often a repetition brought it back from the dead.
    pub revived: u32,
    /// The row that this one runs again.
    pub replay_of: Option<i64>,
    /// How often a person asked for another run, since a delivery last brought its body.
    pub replays: u32,
    /// The `traceparent` of its request.
    pub trace: Option<Bytes>,
}

impl Row {
    /// The row of a delivery that has just been taken in, for a store of your own. One [without an id](IdKind::None) needs a name
    /// in `delivery_id`.
    #[must_use]
    pub fn of(id: i64, entry: &Entry) -> Self {
        Self {
            id,
            group: entry.group.clone(),
            owner: entry.owner.clone(),
            event: entry.event.clone(),
            id_kind: entry.id.kind,
            delivery_id: entry.id.bytes.clone(),
            is_conflict: false,
            digest: Bytes::copy_from_slice(&entry.digest),
            key_id: entry.key_id.clone(),
            received_at: entry.received_at,
            method: entry.method.clone(),
            uri: entry.uri.clone(),
            headers: entry.headers.clone(),
            body: Some(entry.body.clone()),
            item_index: entry.item_index,
            item_count: entry.item_count,
            state: State::of(entry.admit),
            class: None,
            attempts: 0,
            crashes: 0,
            token: 0,
            done_at: None,
            last_error: None,
            duplicates: 0,
            revived: 0,
            replay_of: None,
            replays: 0,
            trace: entry.trace.clone(),
        }
    }

    /// The same 67 ASCII characters for each attempt, revival and replay: a key for effects outside of the database.
    ///
    /// It is the [`effect_key`](webhook_core::inbox::ClaimKey::effect_key) of the delivery. A delivery that had the id of
    /// another adds its digest.
    #[must_use]
    pub fn key(&self) -> String {
        let mut hash = Sha256::new();
        let mut part = |bytes: &[u8]| {
            hash.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(bytes);
        };
        part(&self.group);
        part(&self.owner);
        part(&self.event);
        match self.id_kind {
            IdKind::Text | IdKind::Hash => part(&self.delivery_id),
            IdKind::Number => part(&[NUMBER.as_bytes(), &self.delivery_id].concat()),
            IdKind::Digest | IdKind::None => {
                part(base16ct::lower::encode_string(&self.delivery_id).as_bytes());
            }
        }
        if self.is_conflict {
            part(&self.digest);
        }
        hash.update([u8::from(self.id_kind == IdKind::Digest)]);
        format!("wh_{}", base16ct::lower::encode_string(&hash.finalize()))
    }
}

impl Row {
    /// The delivery of this row. `None` if its body was removed, or a person wrote what cannot be read.
    ///
    /// # Security
    ///
    /// The library takes a stored delivery for one that was verified before. That holds for a row as the store returned it. A
    /// program that changes a row, and then runs its delivery, has forged it.
    #[must_use]
    pub fn danger_to_delivery(&self) -> Option<StoredDelivery> {
        crate::written::delivery(self)
    }

    /// The sender's id, if it was short enough to be kept as it came.
    #[must_use]
    pub fn sender_id(&self) -> Option<String> {
        let kept = matches!(self.id_kind, IdKind::Text | IdKind::Number);
        kept.then(|| String::from_utf8_lossy(&self.delivery_id).into_owned())
    }
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row")
            .field("id", &self.id)
            .field("group", &self.group)
            .field("event", &self.event)
            .field("state", &self.state)
            .field("class", &self.class)
            .field("attempts", &self.attempts)
            .field("crashes", &self.crashes)
            .finish_non_exhaustive()
    }
}

/// What a delivery waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// For a worker, now or after a while.
    Queued,
    /// For its handler's end.
    Running,
    /// Nothing: its handler ran.
    Done,
    /// A person: it will not run by itself.
    Dead,
    /// A person: another delivery has its id.
    Conflict,
    /// A program that knows its event.
    Unknown,
}

impl State {
    /// As the store writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Dead => "dead",
            Self::Conflict => "conflict",
            Self::Unknown => "unknown",
        }
    }

    /// Of a delivery that is new.
    pub(crate) const fn of(admit: Admit) -> Self {
        match admit {
            Admit::Run => Self::Queued,
            Admit::Unknown => Self::Unknown,
            Admit::Malformed => Self::Dead,
        }
    }

    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let all = [
            Self::Queued,
            Self::Running,
            Self::Done,
            Self::Dead,
            Self::Conflict,
            Self::Unknown,
        ];
        all.into_iter().find(|state| state.as_str() == text)
    }
}

#[cfg(test)]
#[path = "row_tests.rs"]
mod tests;
