//! The return types of handlers, and the outcomes made from them.

use std::fmt;
use std::future::ready;
use std::time::Duration;

use http::Response;
use serde::Deserialize;
use webhook_core::outcome::OutcomeKind;
use webhook_core::{EventGroup, Failure, HandlerError, Outcome, on_event};

use super::{Bench, secret, signed};

#[derive(Debug, Deserialize)]
struct Empty {}

/// One event for each way to end.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/ways",
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Ways {
    #[event("nothing")]
    Nothing(Empty),
    #[event("ok")]
    Well(Empty),
    #[event("display")]
    Display(Empty),
    #[event("error")]
    Error(Empty),
    #[event("says_how")]
    SaysHow(Empty),
    #[event("retry")]
    Retry(Empty),
    #[event("permanent")]
    Permanent(Empty),
    #[event("question_mark")]
    QuestionMark(Empty),
    #[event("outcome")]
    Own(Empty),
    #[event("result_of_outcome")]
    ResultOfOwn(Empty),
    #[event("panic")]
    Panic(Empty),
    #[event("panic_later")]
    PanicLater(Empty),
    #[event("replied", reply(ok = 204, failed = 409, permanent = 410))]
    Replied(Failing),
}

#[derive(Debug, Deserialize)]
struct Failing {
    how: String,
    #[serde(default)]
    milliseconds: u64,
}

/// An error type that says no more than its text.
struct Shown;

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the shelf fell over")
    }
}

/// An error type that says how it fails, though it has a text as well.
struct SaysHow;

impl fmt::Display for SaysHow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not this text")
    }
}

impl HandlerError for SaysHow {
    fn into_failure(self) -> Failure {
        Failure::retry(Duration::from_millis(1_500)).because("the warehouse is busy")
    }
}

#[on_event(group = "ways", event = "nothing")]
fn nothing(_: Empty) {}

#[on_event(group = "ways", event = "ok")]
async fn well(_: Empty) -> Result<(), Shown> {
    Ok(())
}

#[on_event(group = "ways", event = "display")]
fn display(_: Empty) -> Result<(), Shown> {
    Err(Shown)
}

#[on_event(group = "ways", event = "error")]
async fn error(_: Empty) -> Result<(), std::num::ParseIntError> {
    "x".parse::<u8>().map(drop)
}

#[on_event(group = "ways", event = "says_how")]
fn says_how(_: Empty) -> Result<(), SaysHow> {
    Err(SaysHow)
}

#[on_event(group = "ways", event = "retry")]
async fn retry(_: Empty) -> Result<(), Failure> {
    Err(Failure::retry(Duration::from_secs(30)))
}

#[on_event(group = "ways", event = "permanent")]
fn permanent(_: Empty) -> Result<(), Failure> {
    Err(Failure::permanent().because("no such item"))
}

#[on_event(group = "ways", event = "question_mark")]
fn question_mark(_: Empty) -> Result<(), Failure> {
    "x".parse::<u8>()?;
    Ok(())
}

fn twiml() -> Outcome {
    let reply = Response::builder().status(418).header("x-own", "yes");
    Outcome::reply(
        reply
            .header("content-type", "text/xml")
            .body("<Response/>")
            .unwrap(),
    )
}

#[on_event(group = "ways", event = "outcome")]
fn own(_: Empty) -> Outcome {
    twiml()
}

#[on_event(group = "ways", event = "result_of_outcome")]
async fn result_of_own(_: Empty) -> Result<Outcome, Shown> {
    Ok(twiml())
}

#[on_event(group = "ways", event = "panic")]
fn panics(_: Empty) {
    panic!("a handler panics, as this test wants");
}

#[on_event(group = "ways", event = "panic_later")]
async fn panics_later(_: Empty) {
    ready(()).await;
    panic!("a handler panics later, as this test wants");
}

#[on_event(group = "ways", ty = Failing)]
fn replied(failing: Failing) -> Result<(), Failure> {
    match failing.how.as_str() {
        "failed" => Err(Failure::new("failed")),
        "permanent" => Err(Failure::permanent()),
        "retry" => Err(Failure::retry(Duration::ZERO)),
        "retry_after" => Err(Failure::retry(Duration::from_millis(failing.milliseconds))),
        "retry_never" => Err(Failure::retry(Duration::MAX)),
        _ => Ok(()),
    }
}

/// Senders stop, or fail to read the number, where the pause is longer than they keep a delivery.
#[test]
fn a_sender_is_asked_to_wait_a_day_at_most() {
    const DAY: u64 = 24 * 60 * 60;
    let bench = Bench::new(|builder| builder.group::<Ways>(secret()));
    for (how, milliseconds, seconds) in [
        ("retry_after", 0, 0),
        ("retry_after", DAY * 1_000 - 1_500, DAY - 1),
        ("retry_after", DAY * 1_000, DAY),
        ("retry_after", DAY * 1_000 + 1, DAY),
        ("retry_after", u64::MAX, DAY),
        ("retry_never", 0, DAY),
    ] {
        let body = format!(r#"{{"type":"replied","how":"{how}","milliseconds":{milliseconds}}}"#);
        let reply = bench.send(signed::<Ways>("/ways", &body));
        let seconds = seconds.to_string();
        let expected = (503, Some(seconds.as_str()));
        assert_eq!(
            (reply.status, reply.header("retry-after")),
            expected,
            "{body}"
        );
    }
}

#[test]
fn every_way_to_end_has_its_reply() {
    use OutcomeKind::{Failed, Handled, Panicked, Permanent, Retry};
    let bench = Bench::new(|builder| builder.group::<Ways>(secret()));
    for (event, status, outcome, retry_after) in [
        ("nothing", 200, Handled, None),
        ("ok", 200, Handled, None),
        ("display", 500, Failed, None),
        ("error", 500, Failed, None),
        ("says_how", 503, Retry, Some("2")), // Rounded up.
        ("retry", 503, Retry, Some("30")),
        ("permanent", 422, Permanent, None),
        ("question_mark", 500, Failed, None),
        ("outcome", 418, Permanent, None),
        ("result_of_outcome", 418, Permanent, None),
        ("panic", 500, Panicked, None),
        ("panic_later", 500, Panicked, None),
        // The process and the other deliveries live.
        ("nothing", 200, Handled, None),
    ] {
        let body = format!(r#"{{"type":"{event}"}}"#);
        let (reply, record) = bench.send_for_record(signed::<Ways>("/ways", &body));
        assert_eq!(
            (reply.status, record.outcome()),
            (status, outcome),
            "{event}"
        );
        assert_eq!(reply.header("retry-after"), retry_after, "{event}");
        assert_eq!(record.event(), Some(event));
        for text in ["shelf", "warehouse", "item", "digit", "panics"] {
            assert!(!reply.body.contains(text), "{event}: {reply:?}");
        }
        if status == 418 {
            assert_eq!(
                (reply.body.as_str(), reply.header("x-own")),
                ("<Response/>", Some("yes"))
            );
            assert_eq!(reply.header("content-type"), Some("text/xml"));
        }
    }
}

#[test]
fn an_event_may_have_statuses_of_its_own() {
    let bench = Bench::new(|builder| builder.group::<Ways>(secret()));
    for (how, status) in [
        ("well", 204),
        ("failed", 409),
        ("permanent", 410),
        ("retry", 503),
    ] {
        let body = format!(r#"{{"type":"replied","how":"{how}"}}"#);
        let (reply, _) = bench.send_for_record(signed::<Ways>("/ways", &body));
        assert_eq!(reply.status, status, "{how}");
        assert_eq!(reply.body.is_empty(), status == 204, "{how}: {reply:?}");
        assert_eq!(
            reply.header("content-type").is_none(),
            status == 204,
            "{how}: {reply:?}"
        );
    }
}

/// `run` gives the outcome itself, with the text that the sender never sees.
#[tokio::test]
async fn the_text_of_a_failure_is_for_the_log() {
    let bench = Bench::new(|builder| builder.group::<Ways>(secret()));
    for (event, kind, text) in [
        ("display", OutcomeKind::Failed, "the shelf fell over"),
        (
            "error",
            OutcomeKind::Failed,
            "invalid digit found in string",
        ),
        ("says_how", OutcomeKind::Retry, "the warehouse is busy"),
        ("permanent", OutcomeKind::Permanent, "no such item"),
        ("nothing", OutcomeKind::Handled, ""),
    ] {
        let delivery = signed::<Ways>("/ways", &format!(r#"{{"type":"{event}"}}"#)).into();
        let recognised =
            Ways::recognise(Ways::verify(delivery, &secret().into()).unwrap()).unwrap();
        let outcome = bench.dispatcher.run(recognised).await;
        assert_eq!((outcome.kind(), outcome.text()), (kind, text));
    }
}
