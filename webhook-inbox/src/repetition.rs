//! What becomes of a delivery whose key is in the store already.

use crate::batch::Answer;
use crate::clock::span;
use crate::entry::{Admit, Entry, OnConflict, Stored};
use crate::error::UnavailableKind;
use crate::policy::{CONFLICTS, REVIVALS, REVIVE_EVERY};
use crate::row::State;

/// What lies under a key.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) id: i64,
    pub(crate) state: State,
    pub(crate) digest: Vec<u8>,
    pub(crate) revived: i64,
    pub(crate) revived_at: Option<i64>,
}

/// What a repetition means for the row that it met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repetition {
    /// It is queued again, with what came now.
    Revives,
    /// It is counted.
    Counts(Stored),
    /// It has another digest, and gets a row of its own.
    Conflicts,
}

impl Repetition {
    /// Of the row that has the key.
    pub(crate) fn of_key(entry: &Entry, found: &Found, now: i64) -> Self {
        if may_revive(entry, found, now) {
            Self::Revives
        } else if *found.digest == entry.digest {
            Self::Counts(Stored::Duplicate)
        } else {
            Self::Conflicts
        }
    }

    /// Of a row that has the key and the digest, beside another one that had the key first: counted, or `None` if it is queued
    /// again.
    pub(crate) fn of_conflict(entry: &Entry, found: &Found, now: i64) -> Option<Stored> {
        let runs = runs(entry);
        if runs && may_revive(entry, found, now) {
            None
        } else if runs && found.state != State::Conflict {
            Some(Stored::Duplicate)
        } else {
            Some(Stored::Conflict)
        }
    }

    /// Whether a row that waits for nothing new answers it, so that it needs no room.
    pub(crate) fn needs_no_room(entry: &Entry, found: &Found) -> bool {
        found.state != State::Dead && *found.digest == entry.digest
    }
}

/// The first with its digest under a key that has another one; `others` have other digests too.
pub(crate) fn of_new_conflict(entry: &Entry, others: i64) -> (Answer, State) {
    if runs(entry) {
        (Ok(Stored::New), State::Queued)
    } else if others >= CONFLICTS {
        (Err(UnavailableKind::Conflicts), State::Conflict)
    } else {
        (Ok(Stored::Conflict), State::Conflict)
    }
}

/// Whether a delivery in conflict runs. Those are not counted.
pub(crate) fn runs(entry: &Entry) -> bool {
    entry.on_conflict == OnConflict::Run && entry.admit == Admit::Run
}

fn may_revive(entry: &Entry, found: &Found, now: i64) -> bool {
    let rested = found.revived_at.is_none_or(|at| {
        // A time to come is one of a clock that was wrong.
        at > now || at <= now.saturating_sub(span(REVIVE_EVERY))
    });
    let may = found.state == State::Dead && found.revived < REVIVALS;
    may && entry.admit == Admit::Run && rested
}
