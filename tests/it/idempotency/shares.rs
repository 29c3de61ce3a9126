//! The share of each group: no group can evict or refuse the deliveries of another.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use tokio::sync::Semaphore;
use webhook_core::inbox::MemoryClaims;
use webhook_core::observe::RecentDeliveries;
use webhook_core::outcome::OutcomeKind;
use webhook_core::{Dispatcher, EventGroup, Outcome, Secret, State, Unsigned, on_event};

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/bank",
    discriminator = "/type",
    id = "/id",
    idempotent,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub(crate) enum Bank {
    #[event("paid")]
    Paid,
    #[event("answers")]
    Answers(Answers),
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/free", discriminator = "/type", id = "/id", idempotent, signature = none)]
pub(crate) enum Free {
    #[event("a")]
    A,
    #[event("slow")]
    Slow,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/free/many",
    each = "/items",
    discriminator = "$item#/type",
    id = "$item#/id",
    idempotent,
    signature = none
)]
pub(crate) enum FreeMany {
    #[event("a")]
    A,
}

#[derive(Debug, serde::Deserialize)]
pub(crate) struct Answers {
    statuses: Vec<u16>,
}

#[derive(Clone)]
struct Ran {
    paid: Arc<Mutex<usize>>,
    gate: Arc<Semaphore>,
}

impl Ran {
    fn take(&self) -> usize {
        std::mem::take(&mut self.paid.lock().unwrap())
    }
}

#[on_event(group = "bank", event = "paid")]
fn paid(State(ran): State<Ran>) {
    *ran.paid.lock().unwrap() += 1;
}

#[on_event(group = "bank", ty = Answers)]
#[expect(clippy::needless_pass_by_value, reason = "a handler owns its payload")]
fn answers(answers: Answers, State(ran): State<Ran>) -> Outcome {
    let mut calls = ran.paid.lock().unwrap();
    let status = answers.statuses[*calls];
    *calls += 1;
    drop(calls);
    Outcome::reply(Response::builder().status(status).body("mine").unwrap())
}

#[on_event(group = "free", event = "a")]
fn free() {}

#[on_event(group = "free", event = "slow")]
async fn slow(State(ran): State<Ran>) {
    let _turn = ran.gate.acquire().await;
}

#[on_event(group = "free_many", event = "a")]
fn free_many() {}

fn dispatcher(recent: &Arc<RecentDeliveries>) -> (Dispatcher, Ran, Arc<MemoryClaims>) {
    let ran = Ran {
        paid: Arc::default(),
        gate: Arc::new(Semaphore::new(0)),
    };
    let claims = Arc::new(MemoryClaims::new(1_000));
    let dispatcher = Dispatcher::builder()
        .group::<Bank>(Secret::new("your-shared-secret"))
        .group::<Free>(Unsigned)
        .group::<FreeMany>(Unsigned)
        .claims(claims.clone())
        .observer(recent.clone())
        .state(ran.clone())
        .build()
        .unwrap();
    (dispatcher, ran, claims)
}

fn bank(body: &str) -> Request<Full<Bytes>> {
    let mut request = Request::post("/bank")
        .body(Bytes::from(body.to_owned()))
        .unwrap();
    let scheme = Bank::DESCRIPTOR.scheme().unwrap();
    scheme
        .sign(&Secret::new("your-shared-secret"), &mut request)
        .unwrap();
    request.map(Full::new)
}

const PAID: &str = r#"{"type":"paid","id":"p1"}"#;

#[test]
fn a_stranger_makes_no_signed_delivery_run_again() {
    let (dispatcher, ran, claims) = dispatcher(&Arc::new(RecentDeliveries::new(10)));
    for _ in 0..2 {
        assert_eq!(dispatcher.dispatch_blocking(bank(PAID)).status(), 200);
    }
    assert_eq!(ran.take(), 1);
    let items: Vec<_> = (0..1_000)
        .map(|id| format!(r#"{{"type":"a","id":"{id}"}}"#))
        .collect();
    let items = format!(r#"{{"items":[{}]}}"#, items.join(","));
    let request = Request::post("/free/many").body(items).unwrap();
    assert_eq!(dispatcher.dispatch_blocking(request).status(), 200);
    for id in 0..1_001 {
        let body = format!(r#"{{"type":"a","id":"{id}"}}"#);
        let request = Request::post("/free").body(body).unwrap();
        dispatcher.dispatch_blocking(request);
    }
    assert_eq!(dispatcher.dispatch_blocking(bank(PAID)).status(), 200);
    assert_eq!(ran.take(), 0, "it ran before");
    assert_eq!((claims.evicted("bank"), claims.evicted("free")), (0, 1));
}

#[tokio::test]
async fn a_share_full_of_what_runs_refuses_its_own_group() {
    let (dispatcher, ran, claims) = dispatcher(&Arc::new(RecentDeliveries::new(10)));
    let slow = |id: usize| {
        let body = format!(r#"{{"type":"slow","id":"{id}"}}"#);
        Request::post("/free").body(body).unwrap()
    };
    let mut tasks = tokio::task::JoinSet::new();
    for id in 0..1_000 {
        let dispatcher = dispatcher.clone();
        tasks.spawn(async move { dispatcher.dispatch(slow(id)).await.status() });
    }
    while claims.len() < 1_000 {
        tokio::task::yield_now().await;
    }
    let refused = dispatcher.dispatch(slow(1_000)).await;
    assert_eq!(refused.status(), 503);
    assert!(refused.headers().contains_key("retry-after"));
    assert_eq!(dispatcher.dispatch(bank(PAID)).await.status(), 200);
    assert_eq!(ran.take(), 1);
    ran.gate.add_permits(1);
    let all = tokio::time::timeout(Duration::from_mins(1), tasks.join_all()).await;
    assert!(all.unwrap().iter().all(|status| *status == 200));
}

#[test]
fn a_stranger_pushes_no_record_of_a_signed_delivery_out() {
    let recent = Arc::new(RecentDeliveries::new(4));
    let (dispatcher, _, _) = dispatcher(&recent);
    dispatcher.dispatch_blocking(bank(PAID));
    for _ in 0..10 {
        let request = Request::post("/free").body("{}".to_owned()).unwrap();
        dispatcher.dispatch_blocking(request);
        let forged = Request::post("/bank").body(PAID.to_owned()).unwrap();
        dispatcher.dispatch_blocking(forged);
    }
    let kept: Vec<_> = recent.last();
    let kept: Vec<_> = kept
        .iter()
        .map(|record| (record.group(), record.outcome()))
        .collect();
    let paid = ("bank", OutcomeKind::Handled);
    assert_eq!(
        kept.iter().filter(|kept| **kept == paid).count(),
        1,
        "{kept:?}"
    );
    assert_eq!(kept[0], paid, "the oldest first");
    assert_eq!((kept.len(), recent.total()), (8, 21));
}

#[test]
fn records_are_bounded_in_bytes() {
    let recent = Arc::new(RecentDeliveries::new(usize::MAX).with_bytes(512 << 10));
    let (dispatcher, _, _) = dispatcher(&recent);
    let items = vec![r#"{"type":"a","id":"1"}"#; 1_000].join(",");
    for _ in 0..20 {
        let request = Request::post("/free/many").body(format!(r#"{{"items":[{items}]}}"#));
        dispatcher.dispatch_blocking(request.unwrap());
    }
    let kept = recent.last();
    assert!((3..12).contains(&kept.len()), "{}", kept.len());
    assert!(kept.iter().all(|record| record.items().len() == 1_000));
    // One that is larger alone pushes no other out.
    let many = vec![r#"{"type":"a","id":"1"}"#; 10_000].join(",");
    let request = Request::post("/free/many").body(format!(r#"{{"items":[{many}]}}"#));
    dispatcher.dispatch_blocking(request.unwrap());
    assert_eq!(recent.last().len(), kept.len());
}

/// A reply of the handler's own is a receipt where it says success, and nothing else is.
#[test]
fn a_handlers_own_refusal_releases_the_claim() {
    let recent = Arc::new(RecentDeliveries::new(10));
    for status in [400, 404, 409, 410, 429, 500, 502, 503, 599] {
        let (dispatcher, ran, _) = dispatcher(&recent);
        let body = format!(r#"{{"type":"answers","id":"1","statuses":[{status},200]}}"#);
        for (replied, runs) in [(status, 1), (200, 2), (200, 2)] {
            let response = dispatcher.dispatch_blocking(bank(&body));
            assert_eq!(response.status(), replied, "{status}");
            assert_eq!(*ran.paid.lock().unwrap(), runs, "{status}");
        }
    }
    for status in [200, 201, 204, 301, 304] {
        let (dispatcher, ran, _) = dispatcher(&recent);
        let body = format!(r#"{{"type":"answers","id":"1","statuses":[{status}]}}"#);
        let first = dispatcher.dispatch_blocking(bank(&body));
        assert_eq!(first.status(), status);
        assert_eq!(dispatcher.dispatch_blocking(bank(&body)).status(), 200);
        assert_eq!(ran.take(), 1, "{status}");
        let kind = recent.last().pop().unwrap().outcome();
        assert_eq!(kind, OutcomeKind::Duplicate);
    }
}
