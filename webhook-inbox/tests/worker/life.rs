//! Workers from their start to their end.

use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use webhook_inbox::{Filter, State, Unavailable, UnavailableKind, Workers};

use crate::shop::{Program, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_runs_what_comes() {
    let program = Program::start().await;
    program.inbox.work(&program.dispatcher, Workers::new(4));
    assert_eq!(program.send("1", "paid").await.status(), 200);
    let row = until(&program, State::Done).await;
    assert_eq!(row.attempts, 1);
    program.inbox.stop(Duration::from_secs(5)).await;
    assert_eq!(program.payments().await, [7]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_inbox_refuses_and_what_runs_may_end() {
    let program = Program::start().await;
    program.inbox.work(&program.dispatcher, Workers::new(4));
    program.send("1", "waits").await;
    until(&program, State::Running).await;
    program.inbox.stop(Duration::from_secs(5)).await;
    let refused = program.send("2", "paid").await;
    assert_eq!(refused.status(), 503);
    assert!(refused.headers().contains_key("retry-after"));
    let program = Program::start_in(program.folder).await;
    assert_eq!(program.run().await[0].state, State::Done);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_end_in_time_is_given_back_and_not_counted() {
    let program = Program::start().await;
    program.inbox.work(&program.dispatcher, Workers::new(4));
    program.send("1", "hangs").await;
    until(&program, State::Running).await;
    let started = Instant::now();
    program.inbox.stop(Duration::from_millis(200)).await;
    assert!(started.elapsed() < Duration::from_secs(2));
    let program = Program::start_in(program.folder).await;
    let rows = program.inbox.list(Filter::default());
    let row = rows.await.unwrap().remove(0);
    assert_eq!(
        (row.state, row.attempts, row.crashes),
        (State::Queued, 0, 0)
    );
}

#[tokio::test]
async fn a_handler_that_blocks_holds_up_no_other() {
    let program = Program::start().await;
    program.inbox.work(&program.dispatcher, Workers::new(4));
    for id in ["1", "2", "3"] {
        program.send(id, "blocks").await;
    }
    program.send("4", "paid").await;
    // On this one thread, the test itself would stand still.
    let row = until(&program, State::Done).await;
    assert_eq!(&row.event[..], b"paid");
    program.inbox.stop(Duration::from_secs(5)).await;
    let program = Program::start_in(program.folder).await;
    let rows = program.run().await;
    assert!(rows.iter().all(|row| row.state == State::Done));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_has_no_more_workers_than_it_may() {
    let program = Program::start().await;
    for id in 0..5 {
        program.send(&id.to_string(), "waits").await;
    }
    let one = Workers::new(4).at_most("shop", NonZeroUsize::MIN);
    let started = Instant::now();
    program.inbox.work(&program.dispatcher, one);
    loop {
        let depth = program.inbox.depth().await.unwrap();
        let rows = |state| {
            let mut of_state = depth.iter().filter(|depth| depth.state == state);
            of_state.next().map_or(0, |depth| depth.rows)
        };
        assert!(rows(State::Running) <= 1, "{depth:?}");
        if rows(State::Queued) == 0 && rows(State::Running) == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(started.elapsed() >= Duration::from_millis(5 * 300));
    program.inbox.stop(Duration::from_secs(5)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_longest_times_are_times_too() {
    let program = Program::start().await;
    program.send("1", "paid").await;
    let inbox = &program.inbox;
    let ran = inbox.run_due(&program.dispatcher, Duration::MAX).await;
    assert_eq!(ran, Ok(1));
    inbox.work(&program.dispatcher, Workers::new(1));
    inbox.stop(Duration::MAX).await;
    assert_eq!(program.send("2", "paid").await.status(), 503);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_stop_waits_for_the_first() {
    let program = Program::start().await;
    program.inbox.work(&program.dispatcher, Workers::new(4));
    program.send("1", "waits").await;
    until(&program, State::Running).await;
    tokio::join!(
        program.inbox.stop(Duration::from_secs(5)),
        program.inbox.stop(Duration::ZERO)
    );
    let program = Program::start_in(program.folder).await;
    let row = program.run().await.remove(0);
    assert_eq!((row.state, row.attempts), (State::Done, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_runs_when_run_due_is_dropped_is_given_back() {
    let program = Program::start().await;
    program.send("1", "hangs").await;
    let budget = Duration::from_secs(20);
    let run = program.inbox.run_due(&program.dispatcher, budget);
    let dropped = tokio::time::timeout(Duration::from_millis(500), run).await;
    assert!(dropped.is_err());
    let row = until(&program, State::Queued).await;
    assert_eq!((row.attempts, row.crashes), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_inbox_says_that_it_is_closed() {
    let program = Program::start().await;
    program.send("1", "paid").await;
    let inbox = &program.inbox;
    assert_eq!(inbox.list(Filter::default()).await.unwrap().len(), 1);
    inbox.stop(Duration::ZERO).await;
    let closed = Some(UnavailableKind::Closed);
    let kind = |error: Unavailable| error.kind();
    let listed = inbox.list(Filter::default()).await;
    assert_eq!(listed.err().map(kind), closed);
    let ran = inbox.run_due(&program.dispatcher, Duration::ZERO).await;
    assert_eq!(ran.err().map(kind), closed);
    assert_eq!(inbox.replay(1).await.err().map(kind), closed);
}
