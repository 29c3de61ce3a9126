//! The trait of a store.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::Extensions;
use webhook_core::future::BoxFuture;

use crate::entry::{Entry, Id, Stored};
use crate::error::Unavailable;
use crate::row::{Row, State};
use crate::tx::HandOver;

/// A table, or a stream, that is memory, record and queue at once.
///
/// Each method commits once or not at all. What it returns has happened, even if the process crashes right after.
pub trait Store: Send + Sync + 'static {
    /// Commits the deliveries of one request, all or none, and returns a result for each.
    ///
    /// # Errors
    ///
    /// Nothing is stored. After [`Late`](crate::UnavailableKind::Late) or [`Unreachable`](crate::UnavailableKind::Unreachable), it may be stored.
    fn insert(&self, entries: Vec<Entry>) -> BoxFuture<'_, Result<Vec<Stored>, Unavailable>>;

    /// Takes due deliveries. Each is held until its deadline plus a lease. Rows of crashed processes come first.
    ///
    /// # Errors
    ///
    /// Nothing is taken.
    fn fetch(&self, fetch: Fetch) -> BoxFuture<'_, Result<Fetched, Unavailable>>;

    /// Returns once a row may have come or become due: at once after an insertion of this process, and from time to time.
    fn wait(&self) -> BoxFuture<'_, ()>;

    /// Adds what [`Tx`](crate::Tx) needs to the state of a dispatcher.
    fn provide(&self, state: &mut Extensions);

    /// What a handler can write through, together with the end of its run.
    fn hand_over(&self, run: Run) -> Arc<dyn HandOver>;

    /// Ends a run, if it still owns its row.
    ///
    /// # Errors
    ///
    /// The row is as before; its lease runs out unless this is tried again.
    fn finish(&self, run: Run, verdict: Verdict) -> BoxFuture<'_, Result<Finished, Unavailable>>;

    /// Reads one row.
    ///
    /// # Errors
    ///
    /// The store does not answer.
    fn get(&self, id: i64) -> BoxFuture<'_, Result<Option<Row>, Unavailable>>;

    /// Reads rows, the newest first, without their bodies.
    ///
    /// # Errors
    ///
    /// The store does not answer.
    fn list(&self, filter: Filter) -> BoxFuture<'_, Result<Vec<Row>, Unavailable>>;

    /// Queues a row again that is dead, done or in conflict. A row whose event is empty, unknown or malformed, needs its event
    /// and id.
    ///
    /// # Errors
    ///
    /// Nothing is changed.
    fn replay(
        &self,
        id: i64,
        recognised: Option<Recognised>,
    ) -> BoxFuture<'_, Result<Replayed, Unavailable>>;

    /// Ends a queued or running row as dead, class `by_hand`. A run in progress is fenced: it goes on, but its end and its writes
    /// through [`Tx`](crate::Tx) are not committed. As any dead row, it can be revived by a repetition.
    ///
    /// Returns whether there was such a row.
    ///
    /// # Errors
    ///
    /// Nothing is changed.
    fn mark_dead(&self, id: i64) -> BoxFuture<'_, Result<bool, Unavailable>>;

    /// Removes what a delivery contained, from its row and from the rows that replay it: body, headers, URL, id of the key, trace
    /// and last error. What stays is what finds a repetition: group, owner, event, id and digest; and times and counts.
    ///
    /// The rows are done, class `erased`, so that a repetition is a duplicate and does not run. A run in progress is fenced, as by
    /// [`mark_dead`](Self::mark_dead). Backups keep what they contain.
    ///
    /// Returns whether there was such a row.
    ///
    /// # Errors
    ///
    /// Nothing is changed.
    fn erase(&self, id: i64) -> BoxFuture<'_, Result<bool, Unavailable>>;

    /// Pauses a group, or resumes it. All processes leave the rows of a paused group queued from their next fetch on. Its
    /// deliveries are accepted, runs in progress end, and no row strands; the time until a row strands starts again when the group
    /// is resumed. The store keeps this until it is changed.
    ///
    /// # Errors
    ///
    /// Nothing is changed.
    fn pause(&self, group: Bytes, pause: bool) -> BoxFuture<'_, Result<(), Unavailable>>;

    /// The groups that are paused, in the order of their names.
    ///
    /// # Errors
    ///
    /// The store does not answer.
    fn paused(&self) -> BoxFuture<'_, Result<Vec<Bytes>, Unavailable>>;

    /// Removes what is older than its retention.
    ///
    /// # Errors
    ///
    /// What was removed before stays removed.
    fn purge(&self) -> BoxFuture<'_, Result<Purged, Unavailable>>;

    /// Counts the rows that wait for a day and never ran, because this program does not handle their group or event, and ends
    /// those that wait for a week as dead, class `no_handler`. A program calls it that has run for a while.
    ///
    /// # Errors
    ///
    /// What was ended before stays ended.
    fn strand(&self, handled: Vec<Handled>) -> BoxFuture<'_, Result<Stranded, Unavailable>>;

    /// Counts rows by group and state, except those that are done.
    ///
    /// # Errors
    ///
    /// The store does not answer.
    fn depth(&self) -> BoxFuture<'_, Result<Vec<Depth>, Unavailable>>;

    /// Commits what was handed over before, and closes the database.
    fn close(&self) -> BoxFuture<'_, ()>;

    /// What the store can do. Everything, unless it says otherwise.
    fn capabilities(&self) -> Capabilities {
        Capabilities::default()
    }
}

/// What a [`Store`] can do beyond what every store does: commit before it answers, find repetitions, run, retry, and keep the dead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says one thing, and none follows from another"
)]
pub struct Capabilities {
    /// Handlers write through [`Tx`](crate::Tx), together with the end of their run. Where it is `false`, a handler that takes a
    /// `Tx` is a problem of `build()`, and [`Attempt::key`](webhook_core::extract::Attempt::key) is the way to an effect that
    /// happens once.
    pub transactions: bool,
    /// Crashes are counted apart from failures, and a delivery that crashed often runs alone. Where it is `false`, there is one
    /// count, [`Row::attempts`], and also a run that was given back is counted.
    pub counts_crashes: bool,
    /// Repetitions are counted in [`Row::duplicates`].
    pub counts_duplicates: bool,
    /// Rows that wait, run or are done are listed, and their states are known one by one. Where it is `false`, only dead, conflicting
    /// and unknown deliveries are listed.
    pub lists_all: bool,
    /// A row that is revived or replayed keeps its number.
    pub keeps_numbers: bool,
    /// A run whose lease ran out cannot end the row that another run has now.
    pub fences: bool,
    /// [`Store::mark_dead`] ends what waits or runs.
    pub marks_dead: bool,
    /// The body of a row that is done is removed before the row is.
    pub removes_bodies: bool,
}

impl Capabilities {
    /// What a database can do.
    pub const EVERYTHING: Self = Self {
        transactions: true,
        counts_crashes: true,
        counts_duplicates: true,
        lists_all: true,
        keeps_numbers: true,
        fences: true,
        marks_dead: true,
        removes_bodies: true,
    };
}

impl Default for Capabilities {
    fn default() -> Self {
        Self::EVERYTHING
    }
}

/// What to fetch for a worker.
#[derive(Clone, Debug)]
pub struct Fetch {
    /// The events that this program handles. Rows of others are not fetched.
    pub handled: Vec<Handled>,
    /// The largest number of rows to take.
    pub limit: usize,
    /// Take one row that has crashed three times or more, and nothing else. Such rows run alone in their process, so a worker
    /// asks for them when nothing runs; other fetches leave them out.
    pub suspects: bool,
}

/// One event of a group that a program handles.
#[derive(Clone, Debug)]
pub struct Handled {
    /// The name of the group.
    pub group: Bytes,
    /// The name of the event.
    pub event: Bytes,
    /// The time that a run has. Its lease is renewed until then.
    pub deadline: Duration,
}

/// The result of a fetch.
#[derive(Clone, Debug, Default)]
pub struct Fetched {
    /// The rows, each running now.
    pub rows: Vec<Row>,
    /// Whether [`Fetch::suspects`] would take a row.
    pub suspects: bool,
}

/// A run of a row: its number and the token of this run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// [`Row::id`].
    pub id: i64,
    /// [`Row::token`].
    pub token: i64,
}

impl From<&Row> for Run {
    fn from(row: &Row) -> Self {
        Self {
            id: row.id,
            token: row.token,
        }
    }
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The handler succeeded.
    Done,
    /// It failed, and is to be tried again.
    Retry {
        /// Why, in one word.
        class: &'static str,
        /// Why, for people; never a payload. Cut after 1,000 bytes.
        error: String,
        /// When to try again, instead of the store's own backoff.
        after: Option<Duration>,
    },
    /// It failed for good.
    Dead {
        /// Why, in one word.
        class: &'static str,
        /// Why, for people; never a payload. Cut after 1,000 bytes.
        error: String,
    },
    /// It did not run. The attempt is not counted.
    GiveBack,
}

/// The result of ending a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finished {
    /// The end was written. The row is in this state now.
    Now(State),
    /// Another run owns the row, or its end was written before. Nothing was changed.
    Fenced,
}

/// Which rows to list. The default is every row, up to 100.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Of this group only.
    pub group: Option<Bytes>,
    /// Of this event only. Unknown events have an empty name.
    pub event: Option<Bytes>,
    /// Of this owner only.
    pub owner: Option<Bytes>,
    /// In this state only.
    pub state: Option<State>,
    /// Of this class only.
    pub class: Option<String>,
    /// Received at this time or later.
    pub received_since: Option<SystemTime>,
    /// Received before this time.
    pub received_until: Option<SystemTime>,
    /// Older than this row: the last one of the page before.
    pub before: Option<i64>,
    /// How many at most.
    pub limit: u32,
}

impl Filter {
    /// Every row of this class, for [`replay_all`](crate::Inbox::replay_all).
    #[must_use]
    pub fn class(class: impl Into<String>) -> Self {
        Self {
            class: Some(class.into()),
            limit: 0,
            ..Self::default()
        }
    }
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            group: None,
            event: None,
            owner: None,
            state: None,
            class: None,
            received_since: None,
            received_until: None,
            before: None,
            limit: 100,
        }
    }
}

/// What an unknown delivery turned out to be.
#[derive(Clone, Debug)]
pub struct Recognised {
    /// The name of its event.
    pub event: Bytes,
    /// Its id.
    pub id: Id,
}

/// The result of a replay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Replayed {
    /// This row is queued now: the dead or unknown one itself, or a new one for a row that was done or in conflict.
    Queued(i64),
    /// The unknown delivery came again when its event was known, so there is nothing to run. The row is done.
    Known,
    /// The unknown delivery has the id of one that came when its event was known, and another body. It is in conflict now, and
    /// runs once it is replayed again.
    Conflict,
    /// The body was purged.
    BodyPurged,
    /// The row waits or runs already.
    Waiting,
    /// The row is unknown, and no event of this program fits it.
    NoEvent,
    /// The store has no row with this id.
    Missing,
}

/// What a purge removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Purged {
    /// Bodies of rows that stay.
    pub bodies: u64,
    /// Rows.
    pub rows: u64,
    /// How long to wait until the clock can be believed: ten minutes after the start, an hour after it was set.
    pub wait: Option<Duration>,
}

/// Rows that no program handles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stranded {
    /// How many wait for a day or longer.
    pub waiting: u64,
    /// How many ended as dead now.
    pub dead: u64,
    /// How long to wait until the clock can be believed, as in [`Purged::wait`]. Until then none is ended.
    pub wait: Option<Duration>,
}

/// How many rows of a group are in a state.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Depth {
    /// The group.
    pub group: Bytes,
    /// The state.
    pub state: State,
    /// How many.
    pub rows: u64,
    /// When the row with the smallest id of these arrived; `None` if the store cannot tell. Ids are given in the order of receipt;
    /// a row that was revived has the time of the repetition that revived it.
    pub oldest: Option<SystemTime>,
}

impl Depth {
    /// So many rows of a group are in a state.
    #[must_use]
    pub const fn new(group: Bytes, state: State, rows: u64, oldest: Option<SystemTime>) -> Self {
        Self {
            group,
            state,
            rows,
            oldest,
        }
    }
}
