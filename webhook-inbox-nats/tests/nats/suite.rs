//! What every store does, as far as this one can. What it cannot is in `CAPABILITIES`; what depends on spans of days has tests of
//! its own beside this.

use std::time::Duration;

use webhook_inbox::conformance::Harness;
use webhook_inbox::{Failpoints, Policy, TestClock};
use webhook_inbox_nats::NatsStore;

use crate::servers::{Stream, has_servers};

/// The time of the servers cannot be moved, so a test waits for a tenth of what it wants to pass.
const PACE: u32 = 10;

impl Harness for Stream {
    type Store = NatsStore;

    async fn open(&self, clock: TestClock, failpoints: Failpoints) -> NatsStore {
        clock.wait_at(PACE);
        let mut policy = Policy::default();
        // Shorter than a tenth of the usual one, because the servers need a moment as well.
        policy.lease = Duration::from_secs(1);
        let options = self.options().policy(policy).clock(clock);
        NatsStore::open(options.failpoints(failpoints))
            .await
            .unwrap()
    }
}

webhook_inbox::conformance!(Stream::fresh(), if has_servers();
    intake::a_new_delivery_is_queued_and_runs_once,
    intake::a_repetition_of_what_waits_runs_or_is_done_is_a_duplicate,
    intake::a_repetition_of_a_dead_one_revives_it,
    intake::another_body_revives_a_dead_one_and_replaces_the_old,
    intake::another_body_under_an_id_is_kept_and_not_run,
    intake::sixteen_other_bodies_are_kept,
    intake::conflicts_run_where_the_group_says_so,
    intake::deliveries_without_an_id_are_all_new,
    intake::a_digest_can_be_the_key,
    intake::the_items_of_a_request_are_committed_together,
    intake::copies_of_two_bodies_under_an_id_may_come_in_one_request,
    intake::a_malformed_item_is_dead_with_its_bytes,
    intake::unknown_events_wait_for_a_program_that_knows_them,
    intake::hostile_ids_are_taken_in,
    intake::group_owner_event_and_kind_keep_keys_apart,
    intake::a_full_group_is_refused_and_others_are_not,
    intake::sixty_four_copies_at_once_run_once,
    runs::a_done_run_is_over_and_a_second_end_is_fenced,
    runs::a_failure_waits_and_runs_again,
    runs::a_permanent_failure_is_the_end,
    runs::a_living_process_keeps_its_runs_until_the_deadline,
    runs::rows_of_others_stay_where_they_are,
    runs::groups_take_turns,
    runs::groups_take_turns_when_one_row_is_fetched_at_a_time,
    runs::two_processes_never_take_one_row,
    runs::a_clock_set_forward_loses_nothing,
    admin::a_dead_row_is_run_again_itself,
    admin::a_conflict_is_run_by_hand,
    admin::depth_counts_by_group_and_state,
    admin::depth_tells_when_the_oldest_row_arrived,
    by_hand::a_paused_group_waits_and_others_run,
    by_hand::a_pause_is_kept_for_all_processes,
    crash::of_an_insertion,
    crash::of_an_insertion_of_one,
    crash::between_two_insertions,
    crash::of_a_claim,
    crash::of_an_end,
    crash::of_a_pause,
);
