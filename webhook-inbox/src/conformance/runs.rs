//! How rows are run.

use std::time::Duration;

use crate::conformance::{Harness, Process, days, delivery, handled, minutes, retry};
use crate::entry::{Entry, Id, Stored};
use crate::row::State;
use crate::store::{Finished, Handled, Replayed, Store as _, Verdict};

pub async fn a_done_run_is_over_and_a_second_end_is_fenced(harness: &impl Harness) {
    let process = Process::start(harness).await;
    process.insert(&delivery("1")).await;
    let row = process.take().await;
    assert_eq!(
        process.finish(&row, Verdict::Done).await,
        Finished::Now(State::Done)
    );
    assert_eq!(process.finish(&row, Verdict::Done).await, Finished::Fenced);
    assert_eq!(process.finish(&row, retry()).await, Finished::Fenced);
    let row = process.row(row.id).await;
    assert_eq!(row.done_at.is_some(), process.can().lists_all);
    process.clock.pass(days(1));
    assert_eq!(process.fetch(10).await, []);
}

pub async fn a_failure_waits_and_runs_again(harness: &impl Harness) {
    let process = Process::start(harness).await;
    process.insert(&delivery("1")).await;
    let row = process.take().await;
    assert_eq!(
        process.finish(&row, retry()).await,
        Finished::Now(State::Queued)
    );
    assert_eq!(process.fetch(10).await, []);
    process.clock.pass(Duration::from_secs(4));
    assert_eq!(process.fetch(10).await, []);
    process.clock.pass(Duration::from_secs(7));
    let row = process.take().await;
    assert_eq!(row.attempts, 2);
    if process.can().lists_all {
        assert_eq!(row.class.as_deref(), Some("error"));
        assert_eq!(row.last_error.as_deref(), Some("it did not work"));
    }
    process.finish(&row, Verdict::Done).await;
    let row = process.row(row.id).await;
    assert_eq!((row.class, row.last_error), (None, None));
}

pub async fn a_failure_can_say_when(harness: &impl Harness) {
    let process = Process::start(harness).await;
    process.insert(&delivery("1")).await;
    let row = process.take().await;
    let later = Verdict::Retry {
        class: "retry_after",
        error: "é".repeat(1000),
        after: Some(minutes(30)),
    };
    process.finish(&row, later).await;
    process.clock.pass(minutes(29));
    assert_eq!(process.fetch(10).await, []);
    process.clock.pass(minutes(1));
    let row = process.take().await;
    assert_eq!(row.last_error, Some("é".repeat(500)));
}

pub async fn twelve_failures_are_the_end(harness: &impl Harness) {
    let process = Process::start(harness).await;
    process.insert(&delivery("1")).await;
    for attempt in 1..=12 {
        let row = process.take().await;
        assert_eq!(row.attempts, attempt);
        let state = match attempt {
            12 => State::Dead,
            _ => State::Queued,
        };
        assert_eq!(process.finish(&row, retry()).await, Finished::Now(state));
        process.clock.pass(days(1));
    }
    assert_eq!(process.fetch(10).await, []);
    let rows = process.all().await;
    assert_eq!(
        (rows[0].state, rows[0].class.as_deref()),
        (State::Dead, Some("error"))
    );
}

pub async fn a_permanent_failure_is_the_end(harness: &impl Harness) {
    let process = Process::start(harness).await;
    process.insert(&delivery("1")).await;
    let row = process.kill().await;
    process.clock.pass(days(1));
    assert_eq!(process.fetch(10).await, []);
    let row = process.row(row.id).await;
    assert_eq!((row.state, row.attempts), (State::Dead, 1));
    assert_eq!(row.class.as_deref(), Some("permanent"));
    assert_eq!(row.last_error.as_deref(), Some("it never works"));
}

pub async fn what_is_given_back_is_not_counted(harness: &impl Harness) {
    let process = Process::start(harness).await;
    process.insert(&delivery("1")).await;
    for _ in 0..30 {
        let row = process.take().await;
        assert_eq!(row.attempts, 1);
        process.finish(&row, Verdict::GiveBack).await;
        process.clock.pass(Duration::from_secs(1));
    }
}

pub async fn a_crash_is_counted_apart_and_fences_the_old_run(harness: &impl Harness) {
    let gone = Process::start(harness).await;
    gone.insert(&delivery("1")).await;
    let before = gone.take().await;
    let process = Process::start_at(harness, gone.clock.clone()).await;
    process.clock.pass(Duration::from_secs(14));
    assert_eq!(process.fetch(10).await, []);
    process.clock.pass(Duration::from_secs(2));
    let after = process.take().await;
    assert_eq!((after.id, after.key()), (before.id, before.key()));
    assert_eq!((after.attempts, after.crashes), (1, 1));
    // The old one was only slow.
    assert_eq!(gone.finish(&before, Verdict::Done).await, Finished::Fenced);
    assert_eq!(gone.finish(&before, retry()).await, Finished::Fenced);
    assert_eq!(process.row(after.id).await.state, State::Running);
    assert_eq!(
        process.finish(&after, Verdict::Done).await,
        Finished::Now(State::Done)
    );
}

pub async fn twenty_crashes_are_the_end(harness: &impl Harness) {
    let mut process = Process::start(harness).await;
    process.insert(&delivery("1")).await;
    for crashes in 0..20 {
        let rows = process.fetched(10, crashes >= 3).await.rows;
        assert_eq!((rows.len(), rows[0].crashes), (1, crashes));
        process = Process::start_at(harness, process.clock.clone()).await;
        process.clock.pass(Duration::from_secs(16));
    }
    assert_eq!(process.fetched(10, true).await.rows, []);
    assert_eq!(process.fetch(10).await, []);
    let rows = process.all().await;
    assert_eq!((rows[0].state, rows[0].crashes), (State::Dead, 20));
    assert_eq!(rows[0].class.as_deref(), Some("crashed"));
}

pub async fn a_row_that_crashed_three_times_runs_alone(harness: &impl Harness) {
    let mut process = Process::start(harness).await;
    process.insert(&delivery("1")).await;
    process.insert(&delivery("2")).await;
    for _ in 0..3 {
        assert_eq!(process.fetch(10).await.len(), 2);
        process = Process::start_at(harness, process.clock.clone()).await;
        process.clock.pass(Duration::from_secs(16));
    }
    process.insert(&delivery("3")).await;
    let fetched = process.fetched(10, false).await;
    assert!(fetched.suspects);
    assert_eq!(fetched.rows.len(), 1);
    assert_eq!(*fetched.rows[0].delivery_id, *b"3");
    let fetched = process.fetched(10, true).await;
    assert_eq!((fetched.rows.len(), fetched.rows[0].crashes), (1, 3));
}

pub async fn a_living_process_keeps_its_runs_until_the_deadline(harness: &impl Harness) {
    let process = Process::start(harness).await;
    process.insert(&delivery("1")).await;
    let row = process.take().await;
    // The deadline is 60 seconds.
    for _ in 0..7 {
        process.clock.pass(Duration::from_secs(10));
        assert_eq!(process.fetch(10).await, []);
    }
    process.clock.pass(Duration::from_secs(25));
    assert_eq!(process.take().await.id, row.id);
}

pub async fn rows_of_others_stay_where_they_are(harness: &impl Harness) {
    let process = Process::start(harness).await;
    for (group, event) in [("shop", "later"), ("elsewhere", "paid"), ("", "")] {
        let entry = Entry::new(group, event, Id::text("1"), [1; 32], "{}");
        process.insert(&entry).await;
    }
    process.insert(&delivery("1")).await;
    assert_eq!(process.take().await.event, "paid");
    process.clock.pass(days(7));
    let depths = process.store.depth().await.unwrap();
    let waiting = depths.iter().filter(|depth| depth.state == State::Queued);
    assert_eq!(waiting.map(|depth| depth.rows).sum::<u64>(), 3);
}

pub async fn rows_that_no_program_handles_are_counted_and_end_after_a_week(harness: &impl Harness) {
    let process = Process::start(harness).await;
    for (group, event) in [
        ("shop", "later"),
        ("shop", "paid"),
        ("zoo", "a"),
        ("zoo", "b"),
    ] {
        for id in ["1", "2"] {
            let entry = Entry::new(group, event, Id::text(id), [1; 32], "{}");
            process.insert(&entry).await;
        }
    }
    let strand = async || {
        let stranded = process.store.strand(handled()).await.unwrap();
        (stranded.waiting, stranded.dead, stranded.wait.is_some())
    };
    assert_eq!(strand().await, (0, 0, true));
    process.clock.pass(days(2));
    assert_eq!(strand().await, (6, 0, false));
    // The clock of a process that has just started, or was set, ends nothing.
    process.clock.set_forward(days(6));
    assert_eq!(strand().await, (6, 0, true));
    process.clock.set_back(days(6));
    process.clock.pass(days(6));
    assert_eq!(strand().await, (6, 0, true));
    process.clock.pass(minutes(61));
    assert_eq!(strand().await, (0, 6, false));
    let rows = process.all().await;
    let dead = rows
        .iter()
        .filter(|row| row.class.as_deref() == Some("no_handler"));
    assert_eq!(dead.count(), 6);
    assert_eq!(process.fetch(10).await.len(), 2);
    // A program that knows the event may run it after all.
    let later = Entry::new("shop", "later", Id::text("1"), [1; 32], "{}");
    assert_eq!(process.insert(&later).await, Stored::Revived);
}

/// A program that ran them is gone, or a person asked for them and no program knows them any more.
pub async fn rows_that_ran_or_are_replayed_strand_too(harness: &impl Harness) {
    let process = Process::start(harness).await;
    for id in ["failed", "given back", "replayed"] {
        process.insert(&delivery(id)).await;
    }
    for (row, verdict) in
        process
            .fetch(3)
            .await
            .iter()
            .zip([retry(), Verdict::GiveBack, crate::conformance::dead()])
    {
        process.finish(row, verdict).await;
    }
    let others = vec![Handled {
        group: "other".into(),
        event: "paid".into(),
        deadline: minutes(1),
    }];
    let strand = async || {
        let stranded = process.store.strand(others.clone()).await.unwrap();
        (stranded.waiting, stranded.dead)
    };
    process.clock.pass(days(6));
    let rows = process.all().await;
    let dead = rows.iter().find(|row| row.state == State::Dead).unwrap();
    let replayed = process.store.replay(dead.id, None).await;
    assert_eq!(replayed, Ok(Replayed::Queued(dead.id)));
    assert_eq!(strand().await, (2, 0));
    process.clock.pass(days(2));
    // It waits for two days only, however long ago it came.
    assert_eq!(strand().await, (1, 2));
    process.clock.pass(days(6));
    assert_eq!(strand().await, (0, 1));
    for row in process.all().await {
        let end = (row.state, row.class.as_deref());
        assert_eq!(end, (State::Dead, Some("no_handler")));
    }
}

pub async fn retries_and_new_rows_share_a_fetch(harness: &impl Harness) {
    let process = Process::start(harness).await;
    for id in 0..20 {
        process.insert(&delivery(&format!("retry {id}"))).await;
    }
    for row in process.fetch(20).await {
        process.finish(&row, retry()).await;
    }
    process.clock.pass(minutes(1));
    for id in 0..20 {
        process.insert(&delivery(&format!("new {id}"))).await;
    }
    let count = |rows: &[crate::Row]| rows.iter().filter(|row| row.attempts == 2).count();
    let rows = process.fetch(8).await;
    assert_eq!((rows.len(), count(&rows)), (8, 4));
    // One at a time, they take turns.
    let mut both = Vec::new();
    for _ in 0..4 {
        both.append(&mut process.fetch(1).await);
    }
    assert_eq!((both.len(), count(&both)), (4, 2));
    // What one kind does not need is for the other.
    let rows = process.fetch(100).await;
    assert_eq!((rows.len(), count(&rows)), (28, 14));
}

pub async fn groups_take_turns(harness: &impl Harness) {
    let process = Process::start(harness).await;
    for id in 0..20 {
        process.insert(&delivery(&id.to_string())).await;
    }
    let late = Entry::new("other", "paid", Id::text("1"), [1; 32], "{}");
    process.insert(&late).await;
    let rows = process.fetch(4).await;
    assert!(rows.iter().any(|row| row.group == "other"), "{rows:?}");
    assert_eq!(rows.len(), 4);
    let mut ids: Vec<_> = rows
        .iter()
        .filter(|row| row.group == "shop")
        .map(|row| row.id)
        .collect();
    ids.sort_unstable();
    if !process.can().lists_all {
        assert_eq!(ids.len(), 3);
        return;
    }
    let first: Vec<_> = process
        .all()
        .await
        .iter()
        .take(3)
        .map(|row| row.id)
        .collect();
    assert_eq!(ids, first);
}

pub async fn groups_take_turns_when_one_row_is_fetched_at_a_time(harness: &impl Harness) {
    let process = Process::start(harness).await;
    for id in 0..20 {
        process.insert(&delivery(&id.to_string())).await;
    }
    let late = Entry::new("other", "paid", Id::text("1"), [1; 32], "{}");
    process.insert(&late).await;
    let mut rows = Vec::new();
    // As many as the events that this program handles, for rows of now and for those of a time.
    for _ in 0..2 * handled().len() {
        rows.append(&mut process.fetch(1).await);
    }
    assert!(rows.iter().any(|row| row.group == "other"), "{rows:?}");
}

pub async fn two_processes_never_take_one_row(harness: &impl Harness) {
    let (a, b) = (Process::start(harness).await, Process::start(harness).await);
    for id in 0..40 {
        a.insert(&delivery(&id.to_string())).await;
    }
    let mut taken = Vec::new();
    while taken.len() < 40 {
        let (mine, yours) = tokio::join!(a.fetch(10), b.fetch(10));
        assert!(!mine.is_empty() || !yours.is_empty());
        taken.extend(mine.into_iter().chain(yours).map(|row| row.id));
    }
    taken.sort_unstable();
    taken.dedup();
    assert_eq!(taken.len(), 40);
}

pub async fn a_clock_set_back_holds_nothing_up(harness: &impl Harness) {
    let process = Process::start(harness).await;
    process.clock.set_forward(days(365));
    process.insert(&delivery("new")).await;
    process.insert(&delivery("retry")).await;
    process.insert(&delivery("lost")).await;
    for row in process.fetch(10).await {
        match &*row.delivery_id {
            b"new" => process.finish(&row, Verdict::GiveBack).await,
            b"retry" => process.finish(&row, retry()).await,
            _ => continue,
        };
    }
    process.insert(&delivery("fresh")).await;
    process.clock.set_back(days(365));
    let next = Process::start_at(harness, process.clock.clone()).await;
    let rows = next.fetch(10).await;
    assert_eq!(rows.len(), 4, "{rows:?}");
}

pub async fn a_clock_set_forward_loses_nothing(harness: &impl Harness) {
    let process = Process::start(harness).await;
    process.insert(&delivery("1")).await;
    let row = process.take().await;
    process.clock.set_forward(days(365));
    // The lease seems to be over, but the process lives.
    assert_eq!(process.fetch(10).await, []);
    assert_eq!(
        process.finish(&row, retry()).await,
        Finished::Now(State::Queued)
    );
    process.clock.pass(minutes(1));
    let row = process.take().await;
    assert_eq!(
        process.finish(&row, Verdict::Done).await,
        Finished::Now(State::Done)
    );
}
