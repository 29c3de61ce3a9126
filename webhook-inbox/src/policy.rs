//! How often, how long, how soon: all defaults of a store.

use std::collections::BTreeMap;
use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// How an acknowledgement waits for its commit.
pub(crate) const ANSWER_WITHIN: Duration = Duration::from_secs(2);
/// How long a handler may have the writer of a file.
#[cfg(feature = "sqlite")]
pub(crate) const EFFECTS_WITHIN: Duration = Duration::from_secs(1);
/// How long a process waits for another one that writes to its file.
#[cfg(feature = "sqlite")]
pub(crate) const LOCKED_WITHIN: Duration = Duration::from_secs(1);
/// How often a process looks for what other processes wrote to its file.
#[cfg(feature = "sqlite")]
pub(crate) const POLL_FILE: Duration = Duration::from_millis(250);
/// How many deliveries of a group can wait.
pub(crate) const MARK: u64 = 1_000_000;
/// How often a process looks for rows in a server, which tells of most of them.
#[cfg(feature = "postgres")]
pub(crate) const POLL_SERVER: Duration = Duration::from_secs(1);
/// How many deliveries share a commit.
pub(crate) const BATCH: usize = 256;
/// How many other bodies an id may have.
pub(crate) const CONFLICTS: i64 = 16;
/// The shortest lease. It is renewed every 100 ms at most, and may miss that twice.
pub(crate) const SHORTEST_LEASE: Duration = Duration::from_millis(300);
/// How often repetitions may revive a row.
pub(crate) const REVIVALS: i64 = 5;
pub(crate) const REVIVE_EVERY: Duration = Duration::from_secs(10 * MINUTE);
/// A row that crashed so often runs alone in its process.
#[cfg(feature = "sqlite")]
pub(crate) const SUSPECT: i64 = 3;
/// The longest wait of a retry; a row that claims a longer one is due, because a clock was wrong.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(7 * DAY);
/// A lease that ends later was written by a clock that was wrong. Not shorter, because another process may have a longer lease;
/// after a clock was set back, rows of a process that crashed wait for so long at most.
const LEASE_AHEAD: Duration = Duration::from_secs(10 * MINUTE);
/// How many rows a purge takes in one commit.
pub(crate) const PURGE: i64 = 500;
/// How long after its start a process purges nothing, because its clock may not be set yet.
pub(crate) const PURGE_AFTER_START: Duration = Duration::from_secs(10 * MINUTE);
/// How long after a jump of the wall clock a process purges nothing.
pub(crate) const PURGE_AFTER_JUMP: Duration = Duration::from_secs(HOUR);
/// How far the wall clock may drift from the clock that is never set, between two looks.
pub(crate) const JUMP: Duration = Duration::from_secs(MINUTE);
/// The longest error that is kept, in bytes.
pub(crate) const ERROR: usize = 1000;

/// How long rows are kept after they ended, how runs are repeated, and how many rows can wait.
///
/// ```
/// use webhook_inbox::Policy;
///
/// let mut policy = Policy::default();
/// policy.attempts = 5;
/// policy.marks.insert("shop".to_owned(), 10_000);
/// assert_eq!((policy.mark_of("shop"), policy.mark_of("other")), (10_000, 1_000_000));
/// ```
///
/// These are the same in every store:
///
/// | | |
/// |---|---|
/// | An acknowledgement waits for its commit | 2 s |
/// | Deliveries that share a commit | 256 |
/// | A handler has its transaction | 1 s |
/// | A process looks for rows of other processes in an SQLite file | every 250 ms |
/// | Other bodies that are kept of one id | 16 |
/// | Repetitions revive a dead row | 5 times, 10 minutes apart |
/// | A row runs alone in its process | after 3 crashes |
/// | The longest wait of a retry | 7 days |
/// | The longest error that is kept | 1,000 bytes |
/// | The longest id that is kept as it is | 255 bytes |
/// | Rows that a purge removes in one commit | 500 |
/// | A process purges nothing after its start | 10 minutes |
/// | A process purges nothing after the wall clock was set by a minute or more | 1 hour |
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Policy {
    /// How often a handler may fail: 12 times, over about a day.
    pub attempts: u32,
    /// How often a process may die while it runs a row: 20 times.
    pub crashes: u32,
    /// The wait after the first failure, 5 s. Each next one is 2.4 times as long, and up to as much again is added by chance.
    pub backoff: Duration,
    /// How long a row stays with a process that no longer renews it: 15 s. One below 300 ms counts as 300 ms, because every run
    /// would lose it.
    pub lease: Duration,
    /// How long a done row keeps its body: 7 days.
    pub keep_bodies: Duration,
    /// How long a done row is remembered: 30 days. A repetition that comes later runs.
    pub keep_done: Duration,
    /// How long a dead row is kept: 90 days.
    pub keep_dead: Duration,
    /// How long a row in conflict is kept: 30 days.
    pub keep_conflicts: Duration,
    /// How long a row of an unknown event is kept: 7 days.
    pub keep_unknown: Duration,
    /// When a row that no program handles counts as stranded: after 24 hours.
    pub stranded: Duration,
    /// When such a row ends as dead: after 7 days.
    pub keep_stranded: Duration,
    /// How many rows of a group can be queued and running: 1,000,000. Deliveries beyond are refused with 503, and those of other
    /// groups are not.
    pub mark: u64,
    /// The marks of single groups, by their names: none. A working inbox logs an error about a name that none of its groups has.
    pub marks: BTreeMap<String, u64>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            attempts: 12,
            crashes: 20,
            backoff: Duration::from_secs(5),
            lease: Duration::from_secs(15),
            keep_bodies: Duration::from_secs(7 * DAY),
            keep_done: Duration::from_secs(30 * DAY),
            keep_dead: Duration::from_secs(90 * DAY),
            keep_conflicts: Duration::from_secs(30 * DAY),
            keep_unknown: Duration::from_secs(7 * DAY),
            stranded: Duration::from_secs(DAY),
            keep_stranded: Duration::from_secs(7 * DAY),
            mark: MARK,
            marks: BTreeMap::new(),
        }
    }
}

impl Policy {
    /// The mark of a group: its own, or [`Policy::mark`].
    #[must_use]
    pub fn mark_of(&self, group: &str) -> u64 {
        self.marks.get(group).copied().unwrap_or(self.mark)
    }

    /// As a store reads it.
    pub(crate) fn checked(mut self) -> Self {
        self.lease = self.lease.max(SHORTEST_LEASE);
        self
    }

    /// How far ahead a lease may end.
    pub(crate) fn lease_ahead(&self) -> Duration {
        self.lease.saturating_mul(2).max(LEASE_AHEAD)
    }

    /// The wait after this many failures, by chance up to twice as long as the shortest; `None` if there were enough.
    #[must_use]
    pub fn wait(&self, failures: u32) -> Option<Duration> {
        if failures >= self.attempts {
            return None;
        }
        let waits = ExponentialBuilder::new()
            .with_min_delay(self.backoff)
            .with_factor(2.4)
            .with_max_delay(LONGEST_WAIT / 2)
            .without_max_times()
            .with_jitter();
        let before = usize::try_from(failures).unwrap_or(usize::MAX);
        waits.build().nth(before.saturating_sub(1))
    }
}

#[cfg(test)]
#[path = "policy_tests.rs"]
mod tests;
