//! How a run ends, by what its handler did.

use std::time::Duration;

use webhook_inbox::State;

use crate::shop::Program;

const HOUR: Duration = Duration::from_hours(1);

#[tokio::test]
async fn a_delivery_runs_once_and_its_writes_are_committed_with_done() {
    let program = Program::start().await;
    let row = program.run_one("paid").await;
    assert_eq!((row.state, row.attempts), (State::Done, 1));
    assert_eq!(program.payments().await, [7]);
    assert_eq!(program.send("1", "paid").await.status(), 200);
    let rows = program.run().await;
    assert_eq!((rows.len(), rows[0].duplicates), (1, 1));
    assert_eq!(program.payments().await, [7]);
}

#[tokio::test]
async fn a_failure_is_rolled_back_and_runs_again_later() {
    let program = Program::start().await;
    let row = program.run_one("fails_once").await;
    assert_eq!((row.state, row.attempts), (State::Queued, 1));
    assert_eq!(row.class.as_deref(), Some("failed"));
    assert_eq!(row.last_error.as_deref(), Some("it does not work yet"));
    assert_eq!(program.payments().await, [0; 0]);
    assert_eq!(program.run().await[0].attempts, 1, "it waits");
    program.clock.pass(HOUR);
    let rows = program.run().await;
    assert_eq!((rows[0].state, rows[0].attempts), (State::Done, 2));
    assert_eq!(program.payments().await, [2]);
}

#[tokio::test]
async fn a_handler_that_never_succeeds_is_dead_after_twelve_attempts() {
    let program = Program::start().await;
    let mut row = program.run_one("fails").await;
    for attempt in 1..12 {
        assert_eq!((row.state, row.attempts), (State::Queued, attempt));
        program.clock.pass(24 * HOUR);
        row = program.run().await.remove(0);
    }
    assert_eq!((row.state, row.attempts), (State::Dead, 12));
    assert_eq!(program.payments().await, [0; 0]);
}

#[tokio::test]
async fn a_handler_can_ask_for_a_pause() {
    let program = Program::start().await;
    program.run_one("asks_for_a_pause").await;
    program.clock.pass(Duration::from_secs(3500));
    assert_eq!(program.run().await[0].attempts, 1);
    program.clock.pass(Duration::from_secs(200));
    assert_eq!(program.run().await[0].attempts, 2);
}

#[tokio::test]
async fn a_permanent_failure_is_dead_at_once() {
    let program = Program::start().await;
    let row = program.run_one("never").await;
    assert_eq!((row.state, row.attempts), (State::Dead, 1));
    assert_eq!(row.class.as_deref(), Some("permanent"));
    assert_eq!(program.payments().await, [0; 0]);
    // The sender sends it again by hand: a second chance.
    assert_eq!(program.send("1", "never").await.status(), 200);
    let rows = program.run().await;
    assert_eq!((rows[0].revived, rows[0].attempts), (1, 1));
}

#[tokio::test]
async fn a_payload_of_another_shape_is_dead() {
    let program = Program::start().await;
    let body = bytes::Bytes::from(r#"{"type":"paid","id":"1","data":{"id":"seven"}}"#);
    let mut request = http::Request::post("/shop").body(body).unwrap();
    crate::shop::sign(&mut request);
    let request = request.map(http_body_util::Full::new);
    assert_eq!(program.dispatcher.dispatch(request).await.status(), 200);
    let rows = program.run().await;
    assert_eq!(rows[0].state, State::Dead);
    assert_eq!(rows[0].class.as_deref(), Some("invalid_payload"));
}

#[tokio::test]
async fn a_reply_that_is_no_success_runs_again() {
    let program = Program::start().await;
    let row = program.run_one("replies").await;
    assert_eq!(row.state, State::Queued);
    assert_eq!(row.class.as_deref(), Some("permanent"));
}

#[tokio::test]
async fn a_panic_is_rolled_back_and_runs_again() {
    let program = Program::start().await;
    let row = program.run_one("panics").await;
    assert_eq!((row.state, row.attempts), (State::Queued, 1));
    assert_eq!(row.class.as_deref(), Some("panicked"));
    assert_eq!(program.payments().await, [0; 0]);
}

#[tokio::test]
async fn a_handler_that_hangs_is_dropped_at_its_deadline() {
    let program = Program::start().await;
    let row = program.run_one("hangs").await;
    assert_eq!((row.state, row.attempts), (State::Queued, 1));
    assert_eq!(row.class.as_deref(), Some("timed_out"));
}
