//! What ends a handler: its deadline, or a client that disconnects.

use std::future::{Future, pending, ready};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde::Deserialize;
use webhook_core::dispatcher::Timer;
use webhook_core::outcome::OutcomeKind;
use webhook_core::{EventGroup, State, Unsigned, on_event};

use super::{Bench, Log, secret, signed};

#[derive(Debug, Deserialize)]
struct Empty {}

/// A group with a deadline; its one handler never ends by itself if it is told so.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/slow",
    discriminator = "/type",
    deadline = "1500ms",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Slow {
    #[event("slow")]
    Slow(HowSlow),
}

#[derive(Debug, Deserialize)]
struct HowSlow {
    ever: bool,
}

/// Writes that the handler's future was dropped.
struct Guard(Log);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.write("dropped");
    }
}

#[on_event(group = "slow", ty = HowSlow)]
async fn slow(how: HowSlow, State(log): State<Log>) {
    let guard = Guard(log);
    guard.0.write("started");
    if !how.ever {
        pending::<()>().await;
    }
    guard.0.write("done");
}

/// A timer that is due at once, or never, and remembers what it was asked for.
#[derive(Clone, Default)]
struct Told {
    never: bool,
    asked: Arc<Mutex<Vec<Duration>>>,
}

impl Timer for Told {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.asked.lock().unwrap().push(duration);
        if self.never {
            Box::pin(pending())
        } else {
            Box::pin(ready(()))
        }
    }
}

fn slow_bench(timer: Told, log: &Log) -> Bench {
    Bench::new(|builder| {
        builder
            .group::<Slow>(secret())
            .state(log.clone())
            .timer(timer)
    })
}

#[test]
fn a_handler_over_its_deadline_is_dropped() {
    let (log, timer) = (Log::default(), Told::default());
    let bench = slow_bench(timer.clone(), &log);
    let body = r#"{"type":"slow","ever":false}"#;
    let (reply, record) = bench.send_for_record(signed::<Slow>("/slow", body));
    assert_eq!(
        (reply.status, record.outcome()),
        (503, OutcomeKind::TimedOut)
    );
    assert_eq!(reply.header("retry-after"), Some("60"));
    assert_eq!(
        reply.header("content-type"),
        Some("application/problem+json")
    );
    assert_eq!(log.take(), ["started", "dropped"]);
    assert_eq!(*timer.asked.lock().unwrap(), [Duration::from_millis(1_500)]);
}

#[test]
fn a_handler_that_is_done_first_is_done() {
    for never in [false, true] {
        let log = Log::default();
        let bench = slow_bench(
            Told {
                never,
                ..Told::default()
            },
            &log,
        );
        let body = r#"{"type":"slow","ever":true}"#;
        let (reply, record) = bench.send_for_record(signed::<Slow>("/slow", body));
        assert_eq!(
            (reply.status, record.outcome()),
            (200, OutcomeKind::Handled)
        );
        assert_eq!(log.take(), ["started", "done", "dropped"]);
    }
}

/// Without a timer of its own the dispatcher measures time by itself, on any executor or none.
#[derive(Debug, EventGroup)]
#[event_group(path = "/hasty", deadline = "20ms", signature = none)]
enum Hasty {
    #[event("hasty")]
    Hasty(Empty),
}

static WAITED: AtomicUsize = AtomicUsize::new(0);

#[on_event(group = "hasty", ty = Empty)]
async fn hasty(_: Empty) {
    WAITED.fetch_add(1, Ordering::Relaxed);
    pending::<()>().await;
}

#[test]
fn a_deadline_needs_no_executor() {
    let bench = Bench::new(|builder| builder.group::<Hasty>(Unsigned));
    let (reply, record) = bench.send_for_record(super::post("/hasty", "{}"));
    assert_eq!(
        (reply.status, record.outcome()),
        (503, OutcomeKind::TimedOut)
    );
    assert_eq!(WAITED.load(Ordering::Relaxed), 1);
}

/// A dispatcher that is dropped half-way drops the handler's future with it.
#[test]
fn dropping_the_dispatch_drops_the_handler() {
    let log = Log::default();
    let bench = slow_bench(
        Told {
            never: true,
            ..Told::default()
        },
        &log,
    );
    let request = signed::<Slow>("/slow", r#"{"type":"slow","ever":false}"#);
    let mut dispatch = Box::pin(
        bench
            .dispatcher
            .dispatch(request.map(http_body_util::Full::new)),
    );
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(dispatch.as_mut().poll(&mut context).is_pending());
    assert_eq!(log.take(), ["started"]);
    drop(dispatch);
    assert_eq!(log.take(), ["dropped"]);
}
