//! Runs of stored deliveries in tasks of their own, as a worker starts them.

use std::cell::Cell;

use http::Extensions;
use webhook_core::State;

use super::*;

/// A payload that two threads cannot share. All payloads can go to another thread.
#[derive(Debug, Deserialize)]
struct Local {
    id: Cell<u32>,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/local",
    discriminator = "/type",
    id = "/id",
    durable,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Locals {
    #[event("local")]
    Local(Local),
    #[event("waits")]
    Waits(Local),
}

type Count = Arc<AtomicUsize>;

#[expect(
    clippy::needless_pass_by_value,
    reason = "handlers take arguments by value"
)]
#[on_event(group = "locals", event = "local", ty = Local)]
fn local(local: Local, State(count): State<Count>) {
    assert!(local.id.get() < 20);
    count.fetch_add(1, Ordering::Relaxed);
}

#[on_event(group = "locals", event = "waits")]
async fn waits(local: Local, State(count): State<Count>) {
    tokio::task::yield_now().await;
    assert!(local.id.get() < 20);
    count.fetch_add(1, Ordering::Relaxed);
}

fn sendable<F: Future + Send + 'static>(future: F) -> F {
    future
}

/// Each task has a clone of the dispatcher and its own row.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_runs_deliveries_in_tasks() {
    let count = Count::default();
    let fixture = Fixture::new(|builder| {
        let builder = builder.state(Arc::clone(&count));
        builder.group::<Locals>(Secret::new(SECRET))
    });
    for id in 0..20 {
        for ty in ["local", "waits"] {
            let body = format!(r#"{{"type":"{ty}","id":{id}}}"#);
            let reply = fixture.dispatcher.dispatch(signed::<Locals>(&body)).await;
            assert_eq!(reply.status(), 200);
        }
    }
    let asynchronous: Vec<&str> = fixture
        .dispatcher
        .stored_events()
        .filter(|event| event.asynchronous)
        .map(|event| event.event)
        .collect();
    assert_eq!(asynchronous, ["waits"]);
    let tasks = fixture.table.rows().into_iter().map(|row| {
        let dispatcher = fixture.dispatcher.clone();
        let stored = row.incoming.into_delivery();
        let waits = asynchronous.contains(&stored.event());
        let run = sendable(async move {
            let outcome = dispatcher.run_stored(&stored, Extensions::new()).await;
            outcome.kind()
        });
        if waits {
            return tokio::spawn(run);
        }
        let runtime = tokio::runtime::Handle::current();
        tokio::task::spawn_blocking(move || runtime.block_on(run))
    });
    for task in tasks.collect::<Vec<_>>() {
        assert_eq!(task.await.unwrap(), OutcomeKind::Handled);
    }
    assert_eq!(count.load(Ordering::Relaxed), 40);
}
