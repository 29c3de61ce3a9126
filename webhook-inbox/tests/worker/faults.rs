//! A store that cannot be written for a while, and rows that a person edited.

use std::time::Duration;

use sqlx::Connection as _;
use webhook_inbox::{Inbox, Policy, Replayed, SqliteOptions, State, Workers};

use crate::shop::{Program, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_ends_while_the_file_is_locked_for_three_seconds_is_done_once() {
    let program = Program::start().await;
    program.inbox.work(&program.dispatcher, Workers::new(4));
    program.send("1", "waits").await;
    let running = until(&program, State::Running).await;
    let mut other = program.other().await;
    let lock = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
    assert_eq!(program.send("2", "paid").await.status(), 503);
    assert!(!program.inbox.is_ready());
    tokio::time::sleep(Duration::from_secs(3)).await;
    lock.rollback().await.unwrap();
    let done = until(&program, State::Done).await;
    assert_eq!((done.id, done.attempts, done.crashes), (running.id, 1, 0));
    assert_eq!(program.send("2", "paid").await.status(), 200);
    program.inbox.stop(Duration::from_secs(5)).await;
    let program = Program::start_in(program.folder).await;
    let rows = program.run().await;
    assert!(
        rows.iter()
            .all(|row| (row.state, row.attempts) == (State::Done, 1)),
        "{rows:?}"
    );
    assert_eq!(program.payments().await, [7]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_that_ignores_that_its_transaction_cannot_begin_runs_again_uncounted() {
    let program = Program::start().await;
    program.inbox.work(&program.dispatcher, Workers::new(4));
    program.send("1", "cannot_begin").await;
    until(&program, State::Running).await;
    let mut other = program.other().await;
    let lock = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
    tokio::time::sleep(Duration::from_secs(2)).await;
    lock.rollback().await.unwrap();
    let done = until(&program, State::Done).await;
    assert_eq!((done.attempts, done.crashes), (1, 0));
    assert_eq!(program.payments().await, [1]);
    program.inbox.stop(Duration::from_secs(5)).await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_moved_away_and_back_loses_nothing() {
    let program = Program::start().await;
    program.inbox.work(&program.dispatcher, Workers::new(4));
    program.send("1", "waits").await;
    until(&program, State::Running).await;
    let away = program.folder.path().join("away");
    std::fs::rename(program.file(), &away).unwrap();
    for _ in 0..3 {
        assert_eq!(program.send("2", "paid").await.status(), 503);
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    std::fs::rename(&away, program.file()).unwrap();
    let done = until(&program, State::Done).await;
    assert_eq!((done.attempts, done.crashes), (1, 0));
    assert_eq!(program.send("2", "paid").await.status(), 200);
    assert_eq!(program.send("1", "waits").await.status(), 200);
    program.inbox.stop(Duration::from_secs(5)).await;
    let program = Program::start_in(program.folder).await;
    let rows = program.run().await;
    assert_eq!((rows.len(), rows[0].duplicates), (2, 1));
    assert_eq!(program.payments().await, [7]);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_ends_while_the_file_is_away_for_longer_than_a_lease_is_done_once() {
    let mut policy = Policy::default();
    policy.lease = Duration::from_millis(400);
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start_with(folder, policy).await;
    program.inbox.work(&program.dispatcher, Workers::new(4));
    program.send("1", "waits").await;
    until(&program, State::Running).await;
    let away = program.folder.path().join("away");
    std::fs::rename(program.file(), &away).unwrap();
    tokio::time::sleep(Duration::from_millis(1500)).await;
    std::fs::rename(&away, program.file()).unwrap();
    let done = until(&program, State::Done).await;
    assert_eq!((done.attempts, done.crashes), (1, 0));
    program.inbox.stop(Duration::from_secs(5)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_of_a_process_with_a_longer_lease_is_left_to_it() {
    let mut policy = Policy::default();
    policy.lease = Duration::from_mins(1);
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start_with(folder, policy).await;
    program.inbox.work(&program.dispatcher, Workers::new(4));
    program.send("1", "hangs").await;
    until(&program, State::Running).await;
    let other = SqliteOptions::new(program.file());
    let other = Inbox::sqlite(other).await.unwrap();
    for _ in 0..3 {
        let ran = other.run_due(&program.dispatcher, Duration::from_secs(1));
        assert_eq!(ran.await, Ok(0));
    }
    let row = until(&program, State::Running).await;
    assert_eq!((row.attempts, row.crashes), (1, 0));
    program.inbox.stop(Duration::ZERO).await;
}

#[tokio::test]
async fn rows_that_hold_no_delivery_any_more_are_dead_and_the_others_run() {
    let program = Program::start().await;
    for id in 0..6 {
        program.send(&id.to_string(), "paid").await;
    }
    let mut other = program.other().await;
    let edit = "UPDATE webhook_inbox SET body = NULL WHERE delivery_id = CAST('0' AS BLOB);
                UPDATE webhook_inbox SET headers = x'' WHERE delivery_id = CAST('1' AS BLOB);
                UPDATE webhook_inbox SET headers = x'ff7b' WHERE delivery_id = CAST('2' AS BLOB);
                UPDATE webhook_inbox SET uri = x'ff' WHERE delivery_id = CAST('3' AS BLOB);
                UPDATE webhook_inbox SET body = x'7b' WHERE delivery_id = CAST('4' AS BLOB)";
    sqlx::raw_sql(edit).execute(&mut other).await.unwrap();
    let rows = program.run().await;
    let ends: Vec<_> = rows
        .iter()
        .map(|row| (row.state, row.class.as_deref()))
        .collect();
    let unreadable = (State::Dead, Some("unreadable"));
    assert_eq!(ends[..4], [unreadable; 4]);
    assert_eq!(ends[4].0, State::Dead, "{ends:?}");
    assert_eq!(ends[5], (State::Done, None));
    assert_eq!(program.payments().await, [7]);
    assert_eq!(
        program.inbox.replay(rows[0].id).await,
        Ok(Replayed::BodyPurged)
    );
    // What the sender sends again replaces what cannot be read.
    for id in 0..5 {
        assert_eq!(program.send(&id.to_string(), "paid").await.status(), 200);
    }
    let rows = program.run().await;
    assert!(rows.iter().all(|row| row.state == State::Done), "{rows:?}");
    assert_eq!(program.payments().await, [7; 6]);
}

#[tokio::test]
async fn an_event_that_a_person_renamed_runs_as_what_its_body_says() {
    let program = Program::start().await;
    program.send("1", "never").await;
    let mut other = program.other().await;
    let rename = "UPDATE webhook_inbox SET event = CAST('paid' AS BLOB)";
    sqlx::raw_sql(rename).execute(&mut other).await.unwrap();
    let row = program.run().await.remove(0);
    assert_eq!(
        (row.state, row.class.as_deref()),
        (State::Dead, Some("permanent"))
    );
    assert_eq!(program.payments().await, [0; 0]);
}
