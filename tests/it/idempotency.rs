//! `idempotent` groups: each delivery runs once, identified by its group, event and id.

mod digests;
mod drops;
mod ids;
mod items;
mod owners;
mod shares;
mod start;
mod unavailable;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use serde::Deserialize;
use webhook_core::inbox::MemoryClaims;
use webhook_core::observe::RecentDeliveries;
use webhook_core::outcome::OutcomeKind;
use webhook_core::scheme::{Algorithm, Scheme};
use webhook_core::{Dispatcher, EventGroup, Failure, Secret, State, on_event};
use webhook_examples::masonhub::Masonhub;

use crate::support::examples_of;

const SCHEME: Scheme<'static> = Scheme::in_header(Algorithm::HmacSha256, "X-Signature");

#[derive(Debug, Deserialize)]
struct Work {
    task: String,
}

/// The seven events of MasonHub, signed, and each with a name of its own.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/once",
    discriminator = "/message_type",
    id = "/message_id",
    idempotent,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Once {
    #[event("skuInventoryChange")]
    SkuInventoryChange(serde_json::Value),
    #[event("orderEvent")]
    Order(serde_json::Value),
    #[event("orderUpdateResolution")]
    OrderUpdateResolution(serde_json::Value),
    #[event("orderCancelResolution")]
    OrderCancelResolution(serde_json::Value),
    #[event("inboundShipmentEvent")]
    InboundShipment(serde_json::Value),
    #[event("rmaEvent")]
    Rma(serde_json::Value),
    #[event("snapshotReady")]
    SnapshotReady(serde_json::Value),
    #[event("work")]
    Work(Work),
}

#[derive(Clone, Default)]
struct Runs(Arc<AtomicUsize>);

#[on_event(group = "once", ty = Once)]
fn any(_: Once, State(runs): State<Runs>) {
    runs.0.fetch_add(1, Ordering::SeqCst);
}

#[on_event(group = "once", ty = Work)]
async fn work(work: Work, State(runs): State<Runs>) -> Result<(), Failure> {
    tokio::time::sleep(Duration::from_millis(20)).await;
    let before = runs.0.fetch_add(1, Ordering::SeqCst);
    match work.task.as_str() {
        "fails once" if before == 0 => Err(Failure::new("not yet")),
        "panics once" if before == 0 => panic!("not yet"),
        _ => Ok(()),
    }
}

struct Fixture {
    dispatcher: Dispatcher,
    runs: Runs,
    recent: Arc<RecentDeliveries>,
    claims: Arc<MemoryClaims>,
}

impl Fixture {
    fn new() -> Self {
        let claims = Arc::new(MemoryClaims::default());
        let (runs, recent) = (Runs::default(), Arc::new(RecentDeliveries::new(1_000)));
        let dispatcher = Dispatcher::builder()
            .group::<Once>(Secret::new("your-shared-secret"))
            .state(runs.clone())
            .observer(recent.clone())
            .claims(claims.clone())
            .build()
            .unwrap();
        Self {
            dispatcher,
            runs,
            recent,
            claims,
        }
    }

    async fn send(&self, body: &str) -> Response<Full<Bytes>> {
        let mut request = Request::post("/once")
            .body(Bytes::from(body.to_owned()))
            .unwrap();
        SCHEME
            .sign(&Secret::new("your-shared-secret"), &mut request)
            .unwrap();
        self.dispatcher.dispatch(request.map(Full::new)).await
    }

    fn runs(&self) -> usize {
        self.runs.0.load(Ordering::SeqCst)
    }

    fn count(&self, kind: OutcomeKind) -> usize {
        let records = self.recent.last();
        records
            .iter()
            .filter(|record| record.outcome() == kind)
            .count()
    }
}

fn work_of(task: &str) -> String {
    format!(r#"{{"message_type":"work","message_id":"1","task":"{task}"}}"#)
}

#[tokio::test]
async fn examples_that_share_an_id_all_run_and_run_once() {
    let fixture = Fixture::new();
    let examples = examples_of::<Masonhub>();
    for (round, kind) in [OutcomeKind::Handled, OutcomeKind::Duplicate]
        .into_iter()
        .enumerate()
    {
        for example in &examples {
            assert_eq!(fixture.send(example.body).await.status(), 200);
        }
        assert_eq!((round, fixture.runs()), (round, 7));
        assert_eq!(fixture.count(kind), 7);
    }
}

#[tokio::test]
async fn parallel_duplicates_give_one_run() {
    let fixture = Arc::new(Fixture::new());
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..64 {
        let fixture = fixture.clone();
        tasks.spawn(async move { fixture.send(&work_of("slow")).await });
    }
    let replies = tasks.join_all().await;
    assert_eq!(fixture.runs(), 1);
    let ok = replies.iter().filter(|reply| reply.status() == 200).count();
    let later: Vec<_> = replies
        .iter()
        .filter(|reply| reply.status() == 503)
        .collect();
    assert_eq!(ok + later.len(), 64);
    assert!(
        later
            .iter()
            .all(|reply| reply.headers().contains_key("retry-after"))
    );
    assert_eq!(fixture.count(OutcomeKind::Running), later.len());
    assert_eq!(fixture.send(&work_of("slow")).await.status(), 200);
    assert_eq!(fixture.runs(), 1);
}

#[tokio::test]
async fn a_failed_delivery_runs_again() {
    for task in ["fails once", "panics once"] {
        let fixture = Fixture::new();
        assert_eq!(fixture.send(&work_of(task)).await.status(), 500, "{task}");
        assert_eq!(fixture.send(&work_of(task)).await.status(), 200, "{task}");
        assert_eq!(fixture.send(&work_of(task)).await.status(), 200, "{task}");
        assert_eq!(
            (fixture.runs(), fixture.count(OutcomeKind::Duplicate)),
            (2, 1)
        );
    }
}

/// A payload that does not fit, and a sender that hung up, give the claim up as well.
#[tokio::test]
async fn a_delivery_that_was_not_finished_runs_again() {
    let fixture = Fixture::new();
    let invalid = r#"{"message_type":"work","message_id":"1","task":1}"#;
    assert_eq!(fixture.send(invalid).await.status(), 422);
    let slow = work_of("slow");
    assert!(drops::polled(fixture.send(&slow), 1).is_none());
    assert_eq!(fixture.send(&work_of("slow")).await.status(), 200);
    assert_eq!(fixture.runs(), 1);
}

#[tokio::test]
async fn another_body_under_the_same_id_is_counted_and_does_not_run() {
    let fixture = Fixture::new();
    assert_eq!(fixture.send(&work_of("first")).await.status(), 200);
    assert_eq!(fixture.send(&work_of("second")).await.status(), 200);
    assert_eq!(
        (fixture.runs(), fixture.count(OutcomeKind::Conflict)),
        (1, 1)
    );
}

/// What runs may fail, and then the second body is all there is: an attempt counter, or a new time.
#[tokio::test]
async fn another_body_under_an_id_that_runs_has_to_come_again() {
    let fixture = Arc::new(Fixture::new());
    let first = fixture.clone();
    let running = tokio::spawn(async move { first.send(&work_of("fails once")).await.status() });
    while fixture.claims.is_empty() {
        tokio::task::yield_now().await;
    }
    let meanwhile = fixture.send(&work_of("second try")).await;
    assert_eq!(meanwhile.status(), 503);
    assert!(meanwhile.headers().contains_key("retry-after"));
    assert_eq!(running.await.unwrap(), 500);
    assert_eq!(fixture.send(&work_of("second try")).await.status(), 200);
    assert_eq!(
        (fixture.runs(), fixture.count(OutcomeKind::Conflict)),
        (2, 0)
    );
}

#[tokio::test]
async fn a_delivery_without_an_id_always_runs() {
    let fixture = Fixture::new();
    for _ in 0..2 {
        let body = r#"{"message_type":"work","task":"x"}"#;
        assert_eq!(fixture.send(body).await.status(), 200);
    }
    assert_eq!(fixture.runs(), 2);
}
