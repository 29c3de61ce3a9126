//! What a handler can do wrong with its transaction.

use std::time::{Duration, Instant};

use webhook_inbox::State;

use crate::shop::{LATE, Program};

#[tokio::test]
async fn a_transaction_that_is_begun_again_is_the_same() {
    let program = Program::start().await;
    let row = program.run_one("paid_twice").await;
    assert_eq!(row.state, State::Done, "{:?}", row.last_error);
    assert_eq!(program.payments().await, [1, 2]);
}

#[tokio::test]
async fn a_transaction_that_lasts_too_long_is_rolled_back_and_its_handler_dropped() {
    let program = Program::start().await;
    let started = Instant::now();
    let row = program.run_one("holds").await;
    // Well before the deadline of the group.
    assert!(started.elapsed() < Duration::from_secs(4));
    assert_eq!((row.state, row.attempts), (State::Queued, 1));
    assert_eq!(row.class.as_deref(), Some("timed_out"));
    assert_eq!(program.payments().await, [0; 0]);
}

#[tokio::test]
async fn an_acknowledgement_waits_no_longer_than_two_seconds_for_a_transaction() {
    let program = Program::start().await;
    program.send("1", "holds").await;
    let (started, budget) = (Instant::now(), Duration::from_secs(10));
    let runs = program.inbox.run_due(&program.dispatcher, budget);
    let send = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let reply = program.send("2", "paid").await;
        (reply.status(), started.elapsed())
    };
    let (ran, (status, after)) = tokio::join!(runs, send);
    assert!(ran.unwrap() >= 1);
    assert!(after < Duration::from_millis(2500), "{after:?}");
    assert!(status == 200 || status == 503, "{status}");
}

#[tokio::test]
async fn a_commit_of_the_handler_is_found() {
    let program = Program::start().await;
    let row = program.run_one("commits").await;
    assert_eq!((row.state, row.attempts), (State::Queued, 1));
    assert_eq!(row.class.as_deref(), Some("transaction_ended"));
}

#[tokio::test]
async fn an_error_of_the_database_that_is_ignored_fails_the_run() {
    let program = Program::start().await;
    let row = program.run_one("ignores_an_error").await;
    assert_eq!((row.state, row.attempts), (State::Queued, 1));
    assert_eq!(row.class.as_deref(), Some("statement_refused"));
    assert_eq!(program.payments().await, [0; 0]);
}

#[tokio::test]
async fn a_guard_that_outlives_the_handler_fails_the_run() {
    let program = Program::start().await;
    let row = program.run_one("keeps_the_transaction").await;
    assert_eq!((row.state, row.attempts), (State::Queued, 1));
    assert_eq!(row.class.as_deref(), Some("transaction_held"));
    // The file is free, although a task still has the guard.
    assert_eq!(program.send("2", "paid").await.status(), 200);
    program.run().await;
    LATE.notified().await;
    assert_eq!(program.payments().await.len(), 1);
}
