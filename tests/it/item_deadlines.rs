//! One deadline for all items of a delivery, and a client that disconnects before the last item.

use std::future::pending;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use serde::Deserialize;
use tokio::sync::Notify;
use tower::Service as _;
use webhook_core::dispatcher::Timer;
use webhook_core::future::BoxFuture;
use webhook_core::inbox::{
    BodyDigest, Claim, ClaimEnd, ClaimKey, ClaimStore, ClaimToken, Unavailable,
};
use webhook_core::observe::RecentDeliveries;
use webhook_core::outcome::OutcomeKind;
use webhook_core::{Dispatcher, DispatcherBuilder, EventGroup, State, Unsigned, on_event};

/// What an item shall do: `done`, `sleep`, `never`, or `signal`.
#[derive(Debug, Deserialize)]
struct Task(String);

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/tasks",
    each = "/items",
    discriminator = "/type",
    payload = "/data",
    id = "/id",
    idempotent,
    deadline = "40ms",
    signature = none
)]
enum Tasks {
    #[event("task")]
    Task(Task),
}

/// The same without a deadline, and without claims.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/patient",
    each = "/items",
    discriminator = "/type",
    payload = "/data",
    signature = none
)]
enum Patient {
    #[event("task")]
    Task(Task),
}

#[derive(Clone, Default)]
struct Seen {
    lines: Arc<Mutex<Vec<String>>>,
    begun: Arc<Notify>,
    go_on: Arc<Notify>,
}

impl Seen {
    fn write(&self, line: impl Into<String>) {
        self.lines.lock().unwrap().push(line.into());
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.lines.lock().unwrap())
    }
}

struct Dropped(Seen);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.write("dropped");
    }
}

async fn run(task: Task, seen: Seen) {
    seen.write(format!("{} begun", task.0));
    match &*task.0 {
        "sleep" => tokio::time::sleep(Duration::from_millis(15)).await,
        "never" => {
            let _dropped = Dropped(seen.clone());
            pending::<()>().await;
        }
        "signal" => {
            seen.begun.notify_one();
            seen.go_on.notified().await;
        }
        _ => {}
    }
    seen.write(format!("{} ended", task.0));
}

#[on_event(group = "tasks", ty = Task)]
async fn task(task: Task, State(seen): State<Seen>) {
    run(task, seen).await;
}

#[on_event(group = "patient", ty = Task)]
async fn patient(task: Task, State(seen): State<Seen>) {
    run(task, seen).await;
}

struct Bench {
    dispatcher: Dispatcher,
    recent: Arc<RecentDeliveries>,
    seen: Seen,
}

fn bench(more: impl FnOnce(DispatcherBuilder) -> DispatcherBuilder) -> Bench {
    let (recent, seen) = (Arc::new(RecentDeliveries::new(10)), Seen::default());
    let builder = Dispatcher::builder()
        .group::<Tasks>(Unsigned)
        .group::<Patient>(Unsigned)
        .state(seen.clone())
        .observer(recent.clone());
    let dispatcher = more(builder).build().unwrap();
    Bench {
        dispatcher,
        recent,
        seen,
    }
}

fn request(path: &str, tasks: &[&str]) -> Request<Full<Bytes>> {
    let item = |(id, task)| format!(r#"{{"type":"task","id":"{id}","data":"{task}"}}"#);
    let items: Vec<_> = tasks.iter().enumerate().map(item).collect();
    let body = format!(r#"{{"items":[{}]}}"#, items.join(","));
    Request::post(path).body(Full::new(body.into())).unwrap()
}

impl Bench {
    /// What became of the last delivery, and of each of its items that was begun.
    fn record(&self) -> (OutcomeKind, Vec<OutcomeKind>) {
        let record = self.recent.last().pop().unwrap();
        let items = record
            .items()
            .iter()
            .map(webhook_core::observe::ItemRecord::outcome);
        (record.outcome(), items.collect())
    }
}

#[track_caller]
fn assert_comes_back(reply: &Response<Full<Bytes>>) {
    assert_eq!(reply.status(), 503);
    assert_eq!(reply.headers()["retry-after"], "60");
}

use OutcomeKind::{Duplicate, Handled, TimedOut};

#[tokio::test]
async fn what_runs_is_dropped_and_the_rest_is_not_begun() {
    let bench = bench(|builder| builder);
    let request = || request("/tasks", &["done", "never", "done", "done"]);
    let began = Instant::now();
    assert_comes_back(&bench.dispatcher.dispatch(request()).await);
    assert!(began.elapsed() < Duration::from_secs(5));
    let lines = ["done begun", "done ended", "never begun", "dropped"];
    assert_eq!(bench.seen.take(), lines);
    assert_eq!(bench.record(), (TimedOut, vec![Handled, TimedOut]));
    // What is done stays done, and what was dropped runs again.
    assert_comes_back(&bench.dispatcher.dispatch(request()).await);
    assert_eq!(bench.seen.take(), ["never begun", "dropped"]);
    assert_eq!(bench.record(), (TimedOut, vec![Duplicate, TimedOut]));
}

#[tokio::test]
async fn items_that_are_in_time_one_by_one_share_it() {
    let bench = bench(|builder| builder);
    let began = Instant::now();
    let reply = bench
        .dispatcher
        .dispatch(request("/tasks", &["sleep"; 500]));
    assert_comes_back(&reply.await);
    assert!(began.elapsed() < Duration::from_secs(5));
    let (outcome, items) = bench.record();
    assert_eq!(outcome, TimedOut);
    assert!((1..100).contains(&items.len()), "{}", items.len());
    // A delivery of its own has its own time.
    let reply = bench.dispatcher.dispatch(request("/tasks", &["done"]));
    assert_eq!(reply.await.status(), 200);
}

/// A timer that is due when it was asked some times.
struct Asked(usize);

struct Sleeping(usize);

impl Future for Sleeping {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        self.0 = self.0.saturating_sub(1);
        if self.0 == 0 {
            return Poll::Ready(());
        }
        Poll::Pending
    }
}

impl Timer for Asked {
    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(Sleeping(self.0))
    }
}

/// Handlers that never wait must not keep the deadline from being checked.
#[test]
fn the_time_is_looked_at_between_items_that_do_not_wait() {
    let bench = bench(|builder| builder.timer(Asked(5)));
    let request = request("/tasks", &["done"; 100]);
    assert_comes_back(&bench.dispatcher.dispatch_blocking(request));
    let (outcome, items) = bench.record();
    assert_eq!(outcome, TimedOut);
    assert!((1..10).contains(&items.len()), "{}", items.len());
    assert!(items.iter().all(|item| *item == Handled));
}

/// Time that is over behind the last item costs nothing.
#[test]
fn a_delivery_that_is_done_is_done() {
    let bench = bench(|builder| builder.timer(Asked(1)));
    let reply = bench
        .dispatcher
        .dispatch_blocking(request("/tasks", &["done"]));
    assert_eq!(reply.status(), 200);
    let reply = bench.dispatcher.dispatch_blocking(request("/tasks", &[]));
    assert_eq!(reply.status(), 200);
    let all = bench
        .dispatcher
        .dispatch_blocking(request("/patient", &["done"; 300]));
    assert_eq!((all.status().as_u16(), bench.record().1.len()), (200, 300));
}

/// A store that has no answer.
struct Silent;

impl ClaimStore for Silent {
    fn claim<'a>(
        &'a self,
        _: &'a ClaimKey,
        _: &'a BodyDigest,
        _: SystemTime,
    ) -> BoxFuture<'a, Result<Claim, Unavailable>> {
        Box::pin(pending())
    }

    fn finish<'a>(
        &'a self,
        _: &'a ClaimKey,
        _: ClaimToken,
        _: ClaimEnd,
    ) -> BoxFuture<'a, Result<(), Unavailable>> {
        Box::pin(pending())
    }
}

#[test]
fn a_store_that_does_not_answer_has_no_more_time() {
    let bench = bench(|builder| builder.claims(Silent));
    let request = request("/tasks", &["done", "done"]);
    assert_comes_back(&bench.dispatcher.dispatch_blocking(request));
    assert_eq!(bench.record(), (TimedOut, vec![]));
    assert!(bench.seen.take().is_empty());
}

/// A dispatch that is polled no more begins no further item.
#[test]
fn a_dispatch_that_is_dropped_begins_no_more() {
    let bench = bench(|builder| builder);
    let mut dispatch = Box::pin(bench.dispatcher.dispatch(request("/patient", &["done"; 9])));
    let mut context = Context::from_waker(Waker::noop());
    // It gives way between two items.
    for _ in 0..3 {
        assert!(dispatch.as_mut().poll(&mut context).is_pending());
    }
    drop(dispatch);
    let begun = bench.seen.take().len() / 2;
    assert!((1..5).contains(&begun), "{begun}");
}

#[tokio::test]
async fn a_client_that_left_begins_no_more() {
    let bench = bench(|builder| builder);
    let tasks = ["done", "signal", "done", "done"];
    for leaves in [true, false] {
        let mut received = bench
            .dispatcher
            .receive(request("/patient", &tasks))
            .await
            .unwrap();
        let waiting = received.waited_for();
        let answer = tokio::spawn(received.answer());
        bench.seen.begun.notified().await;
        let waiting = (!leaves).then_some(waiting);
        bench.seen.go_on.notify_one();
        let reply = answer.await.unwrap();
        let begun = if leaves { 2 } else { 4 };
        // What was begun runs to its end.
        assert_eq!(bench.seen.take().len(), 2 * begun);
        if leaves {
            assert_comes_back(&reply);
            assert_eq!(bench.record(), (TimedOut, vec![Handled; 2]));
        } else {
            assert_eq!(reply.status(), 200);
            assert_eq!(bench.record(), (Handled, vec![Handled; 4]));
        }
        drop(waiting);
    }
}

/// The adapters hand the delivery to a task, and tell it when the server drops the request.
#[tokio::test]
async fn an_adapter_tells_that_the_client_left() {
    let bench = bench(|builder| builder);
    let tasks = ["signal", "done", "done"];
    let mut service = bench.dispatcher.clone();
    let answer = tokio::spawn(service.call(request("/patient", &tasks)));
    bench.seen.begun.notified().await;
    answer.abort();
    assert!(answer.await.unwrap_err().is_cancelled());
    bench.seen.go_on.notify_one();
    for _ in 0..200 {
        if bench.recent.total() == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(bench.record(), (TimedOut, vec![Handled]));
    assert_eq!(bench.seen.take(), ["signal begun", "signal ended"]);
}
