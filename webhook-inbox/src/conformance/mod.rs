//! What every store has to do, as tests: each row of the table of situations, and a crash between every two steps.
//!
//! ```
//! use webhook_inbox::conformance::Harness;
//! use webhook_inbox::{Failpoints, SqliteOptions, SqliteStore, TestClock};
//!
//! /// Opens your own store, in place of `SqliteStore`.
//! struct Fresh(tempfile::TempDir);
//!
//! impl Harness for Fresh {
//!     type Store = SqliteStore;
//!
//!     async fn open(&self, clock: TestClock, failpoints: Failpoints) -> SqliteStore {
//!         let options = SqliteOptions::new(self.0.path().join("webhooks.db"));
//!         SqliteStore::open(options.clock(clock).failpoints(failpoints)).await.unwrap()
//!     }
//! }
//!
//! webhook_inbox::conformance!(Fresh(tempfile::tempdir().unwrap()));
//! ```

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::missing_panics_doc,
    clippy::indexing_slicing,
    missing_docs,
    reason = "tests: the names say what is checked, and a panic is how they fail"
)]

pub mod admin;
pub mod by_hand;
pub mod crash;
pub mod intake;
pub mod runs;

use std::future::Future;
use std::time::Duration;

use bytes::Bytes;

use crate::clock::TestClock;
use crate::entry::{Entry, Id, Stored};
use crate::failpoint::Failpoints;
use crate::row::{Row, State};
use crate::store::{Capabilities, Fetch, Fetched, Finished, Handled, Run, Store, Verdict};

/// Opens stores over one database, which is empty at first and lives as long as this.
pub trait Harness: Send + Sync {
    /// The store.
    type Store: Store + Clone;

    /// Opens the database, as one more process would. The policy is the default one.
    fn open(
        &self,
        clock: TestClock,
        failpoints: Failpoints,
    ) -> impl Future<Output = Self::Store> + Send;
}

/// Makes a test of each requirement; the expression makes a fresh [`Harness`]. A condition after it, `if has_server()`, says
/// whether the tests do anything. Needs `tokio` with `macros` and
/// `rt-multi-thread`.
///
/// A store that cannot do everything names the requirements that it meets after that: `; intake::a_digest_can_be_the_key, ..`.
/// What they ask for is what its [`Capabilities`](crate::Capabilities) promise.
#[macro_export]
macro_rules! conformance {
    ($harness:expr) => {
        $crate::conformance!($harness, if true);
    };
    ($harness:expr, if $condition:expr) => {
        $crate::conformance! { @ $harness, $condition;
            intake::a_new_delivery_is_queued_and_runs_once,
            intake::a_repetition_of_what_waits_runs_or_is_done_is_a_duplicate,
            intake::a_repetition_of_a_dead_one_revives_it,
            intake::another_body_revives_a_dead_one_and_replaces_the_old,
            intake::a_dead_one_is_revived_five_times_and_not_twice_in_ten_minutes,
            intake::another_body_under_an_id_is_kept_and_not_run,
            intake::sixteen_other_bodies_are_kept,
            intake::conflicts_run_where_the_group_says_so,
            intake::deliveries_without_an_id_are_all_new,
            intake::a_digest_can_be_the_key,
            intake::the_items_of_a_request_are_committed_together,
            intake::copies_of_two_bodies_under_an_id_may_come_in_one_request,
            intake::a_malformed_item_is_dead_with_its_bytes,
            intake::unknown_events_wait_for_a_program_that_knows_them,
            intake::an_unknown_delivery_with_the_id_of_another_is_a_conflict,
            intake::hostile_ids_are_taken_in,
            intake::group_owner_event_and_kind_keep_keys_apart,
            intake::a_full_group_is_refused_and_others_are_not,
            intake::sixty_four_copies_at_once_run_once,
            runs::a_done_run_is_over_and_a_second_end_is_fenced,
            runs::a_failure_waits_and_runs_again,
            runs::a_failure_can_say_when,
            runs::twelve_failures_are_the_end,
            runs::a_permanent_failure_is_the_end,
            runs::what_is_given_back_is_not_counted,
            runs::a_crash_is_counted_apart_and_fences_the_old_run,
            runs::twenty_crashes_are_the_end,
            runs::a_row_that_crashed_three_times_runs_alone,
            runs::a_living_process_keeps_its_runs_until_the_deadline,
            runs::rows_of_others_stay_where_they_are,
            runs::rows_that_no_program_handles_are_counted_and_end_after_a_week,
            runs::rows_that_ran_or_are_replayed_strand_too,
            runs::retries_and_new_rows_share_a_fetch,
            runs::groups_take_turns,
            runs::groups_take_turns_when_one_row_is_fetched_at_a_time,
            runs::two_processes_never_take_one_row,
            runs::a_clock_set_back_holds_nothing_up,
            runs::a_clock_set_forward_loses_nothing,
            admin::rows_are_read_and_listed,
            admin::rows_are_found_by_owner_state_and_time,
            admin::a_dead_row_is_run_again_itself,
            admin::a_done_row_is_run_again_as_a_copy,
            admin::a_conflict_is_run_by_hand,
            admin::what_waits_is_not_replayed,
            admin::old_rows_go_and_waiting_rows_stay,
            admin::a_purge_removes_all_that_is_old,
            admin::a_row_without_its_body_is_not_replayed,
            admin::nothing_is_purged_while_the_clock_is_new_or_was_set,
            admin::depth_counts_by_group_and_state,
            admin::depth_tells_when_the_oldest_row_arrived,
            by_hand::what_waits_is_marked_dead,
            by_hand::a_run_that_is_marked_dead_is_fenced,
            by_hand::an_erased_delivery_has_no_content_and_runs_never_again,
            by_hand::a_run_that_is_erased_is_fenced,
            by_hand::replays_are_erased_with_their_delivery,
            by_hand::an_erased_row_makes_room_under_the_mark,
            by_hand::a_paused_group_waits_and_others_run,
            by_hand::a_pause_is_kept_for_all_processes,
            by_hand::rows_of_a_paused_group_do_not_strand,
            crash::of_an_insertion,
            crash::of_an_insertion_of_one,
            crash::between_two_insertions,
            crash::of_a_claim,
            crash::of_an_end,
            crash::while_crashed_rows_are_taken_back,
            crash::of_a_replay,
            crash::of_a_death_by_hand,
            crash::of_an_erasure,
            crash::of_a_pause,
        }
    };
    ($harness:expr, if $condition:expr; $($part:ident :: $name:ident),* $(,)?) => {
        $crate::conformance! { @ $harness, $condition; $($part :: $name),* }
    };
    (@ $harness:expr, $condition:expr; $($part:ident :: $name:ident),* $(,)?) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                if $condition {
                    $crate::conformance::$part::$name(&$harness).await;
                }
            }
        )*
    };
}

/// A store, and the clock and failpoints of its process.
struct Process<S> {
    store: S,
    clock: TestClock,
    failpoints: Failpoints,
}

impl<S: Store + Clone> Process<S> {
    async fn start(harness: &impl Harness<Store = S>) -> Self {
        Self::start_at(harness, TestClock::new()).await
    }

    async fn start_at(harness: &impl Harness<Store = S>, clock: TestClock) -> Self {
        let failpoints = Failpoints::new();
        let store = harness.open(clock.clone(), failpoints.clone()).await;
        Self {
            store,
            clock,
            failpoints,
        }
    }

    fn can(&self) -> Capabilities {
        self.store.capabilities()
    }

    /// Attempts and crashes, as far as the store counts them apart.
    fn counts(&self, attempts: u32, crashes: u32) -> (u32, u32) {
        if self.can().counts_crashes {
            (attempts, crashes)
        } else {
            (attempts + crashes, 0)
        }
    }

    /// So many repetitions, if the store counts them.
    fn repetitions(&self, number: u64) -> u64 {
        if self.can().counts_duplicates {
            number
        } else {
            0
        }
    }

    /// The delivery of a row runs again, in the row itself if the store can.
    fn is_same(&self, before: &Row, after: &Row) {
        assert_eq!(before.key(), after.key());
        assert_eq!(before.id == after.id, self.can().keeps_numbers);
    }

    /// The rows in a state, the oldest first.
    async fn in_state(&self, state: State) -> Vec<Row> {
        let rows = self.all().await.into_iter();
        rows.filter(|row| row.state == state).collect()
    }

    async fn insert(&self, entry: &Entry) -> Stored {
        let stored = self.store.insert(vec![entry.clone()]).await.unwrap();
        assert_eq!(stored.len(), 1);
        stored[0]
    }

    async fn fetch(&self, limit: usize) -> Vec<Row> {
        self.fetched(limit, false).await.rows
    }

    async fn fetched(&self, limit: usize, suspects: bool) -> Fetched {
        let fetch = Fetch {
            handled: handled(),
            limit,
            suspects,
        };
        self.store.fetch(fetch).await.unwrap()
    }

    /// The one row that is due.
    async fn take(&self) -> Row {
        let mut rows = self.fetch(10).await;
        assert_eq!(rows.len(), 1, "{rows:?}");
        rows.remove(0)
    }

    async fn finish(&self, row: &Row, verdict: Verdict) -> Finished {
        self.store.finish(Run::from(row), verdict).await.unwrap()
    }

    async fn row(&self, id: i64) -> Row {
        self.store.get(id).await.unwrap().unwrap()
    }

    /// Runs the one row that is due, and ends it dead.
    async fn kill(&self) -> Row {
        let row = self.take().await;
        let finished = self.finish(&row, dead()).await;
        assert_eq!(finished, Finished::Now(State::Dead));
        row
    }

    async fn all(&self) -> Vec<Row> {
        let mut rows = self.store.list(crate::Filter::default()).await.unwrap();
        rows.reverse();
        rows
    }
}

fn handled() -> Vec<Handled> {
    let handled = [("shop", "paid"), ("shop", "sent"), ("other", "paid")];
    let handled = handled.map(|(group, event)| Handled {
        group: group.into(),
        event: event.into(),
        deadline: minutes(1),
    });
    handled.to_vec()
}

fn delivery(id: &str) -> Entry {
    Entry::new("shop", "paid", Id::text(id), [1; 32], "first body")
}

/// The same id, but another body.
fn other(id: &str, digest: u8) -> Entry {
    let body = Bytes::from(format!("body {digest}"));
    Entry::new("shop", "paid", Id::text(id), [digest; 32], body)
}

fn dead() -> Verdict {
    Verdict::Dead {
        class: "permanent",
        error: "it never works".to_owned(),
    }
}

fn retry() -> Verdict {
    Verdict::Retry {
        class: "error",
        error: "it did not work".to_owned(),
        after: None,
    }
}

const fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(60 * minutes)
}

const fn days(days: u64) -> Duration {
    Duration::from_secs(24 * 60 * 60 * days)
}
