//! Items are claimed one by one: items that ran do not run again when the sender repeats the delivery.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use serde::Deserialize;
use tokio::sync::Semaphore;
use webhook_core::observe::RecentDeliveries;
use webhook_core::outcome::OutcomeKind;
use webhook_core::{Dispatcher, EventGroup, Failure, Secret, State, on_event};

#[derive(Debug, Deserialize)]
pub(crate) struct Line {
    name: String,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/lines",
    each = "/lines",
    discriminator = "$item#/type",
    id = "$item#/id",
    idempotent,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub(crate) enum Lines {
    #[event("line")]
    Line(Line),
}

/// How often each line ran, which fail once, and what a slow one waits for.
#[derive(Clone)]
struct Ran {
    counts: Arc<Mutex<HashMap<String, usize>>>,
    gate: Arc<Semaphore>,
}

#[on_event(group = "lines", ty = Line)]
async fn line(line: Line, State(ran): State<Ran>) -> Result<(), Failure> {
    let before = {
        let mut counts = ran.counts.lock().unwrap();
        let count = counts.entry(line.name.clone()).or_default();
        *count += 1;
        *count - 1
    };
    match line.name.as_str() {
        "fails once" if before == 0 => Err(Failure::new("not yet")),
        "slow" => {
            let _turn = ran.gate.acquire().await?;
            Ok(())
        }
        _ => Ok(()),
    }
}

struct Fixture {
    dispatcher: Dispatcher,
    ran: Ran,
    recent: Arc<RecentDeliveries>,
}

impl Fixture {
    fn new() -> Self {
        let ran = Ran {
            counts: Arc::default(),
            gate: Arc::new(Semaphore::new(0)),
        };
        let recent = Arc::new(RecentDeliveries::new(10));
        let dispatcher = Dispatcher::builder()
            .group::<Lines>(Secret::new("your-shared-secret"))
            .state(ran.clone())
            .observer(recent.clone())
            .build()
            .unwrap();
        Self {
            dispatcher,
            ran,
            recent,
        }
    }

    /// Sends lines, each an id and a name; returns the status and what became of each.
    async fn send(&self, lines: &[(&str, &str)]) -> (u16, Vec<OutcomeKind>) {
        let lines: Vec<_> = lines
            .iter()
            .map(|(id, name)| format!(r#"{{"type":"line","id":"{id}","name":"{name}"}}"#))
            .collect();
        let body = format!(r#"{{"lines":[{}]}}"#, lines.join(","));
        let mut request = Request::post("/lines").body(Bytes::from(body)).unwrap();
        let scheme = Lines::DESCRIPTOR.scheme().unwrap();
        scheme
            .sign(&Secret::new("your-shared-secret"), &mut request)
            .unwrap();
        let reply = self.dispatcher.dispatch(request.map(Full::new)).await;
        let record = self.recent.last().pop().unwrap();
        let outcomes = record.items().iter();
        let outcomes = outcomes
            .map(webhook_core::observe::ItemRecord::outcome)
            .collect();
        (reply.status().as_u16(), outcomes)
    }

    fn runs(&self, name: &str) -> usize {
        let counts = self.ran.counts.lock().unwrap();
        counts.get(name).copied().unwrap_or_default()
    }
}

use OutcomeKind::{Conflict, Duplicate, Failed, Handled, Running};

#[tokio::test]
async fn a_repeated_item_alone_does_not_run_again() {
    let fixture = Fixture::new();
    let first = fixture.send(&[("1", "a"), ("2", "b")]).await;
    assert_eq!(first, (200, vec![Handled, Handled]));
    let second = fixture.send(&[("0", "new"), ("2", "b"), ("3", "c")]).await;
    assert_eq!(second, (200, vec![Handled, Duplicate, Handled]));
    let within = fixture.send(&[("4", "d"), ("4", "d")]).await;
    assert_eq!(within, (200, vec![Handled, Duplicate]));
    for name in ["a", "b", "c", "d", "new"] {
        assert_eq!(fixture.runs(name), 1, "{name}");
    }
}

#[tokio::test]
async fn the_failure_of_an_item_releases_its_claim_alone() {
    let fixture = Fixture::new();
    let lines = [("1", "a"), ("2", "fails once"), ("3", "c")];
    let first = fixture.send(&lines).await;
    assert_eq!(first, (500, vec![Handled, Failed, Handled]));
    let again = fixture.send(&lines).await;
    assert_eq!(again, (200, vec![Duplicate, Handled, Duplicate]));
    let once_more = fixture.send(&lines).await;
    assert_eq!(once_more, (200, vec![Duplicate; 3]));
    assert_eq!((fixture.runs("a"), fixture.runs("c")), (1, 1));
    assert_eq!(fixture.runs("fails once"), 2);
}

#[tokio::test]
async fn an_item_with_the_id_of_another_is_a_conflict_of_its_own() {
    let fixture = Fixture::new();
    let outcomes = fixture.send(&[("1", "a"), ("1", "b"), ("2", "c")]).await;
    assert_eq!(outcomes, (200, vec![Handled, Conflict, Handled]));
    assert_eq!((fixture.runs("b"), fixture.runs("c")), (0, 1));
}

/// The sender must come again: what runs in another delivery may fail there.
#[tokio::test]
async fn an_item_that_runs_elsewhere_is_answered_with_a_retry() {
    let fixture = Arc::new(Fixture::new());
    let slow = Arc::clone(&fixture);
    let running = tokio::spawn(async move { slow.send(&[("1", "slow")]).await });
    while fixture.runs("slow") == 0 {
        tokio::task::yield_now().await;
    }
    let meanwhile = fixture.send(&[("1", "slow"), ("2", "b")]).await;
    assert_eq!(meanwhile, (503, vec![Running, Handled]));
    fixture.ran.gate.add_permits(1);
    assert_eq!(running.await.unwrap(), (200, vec![Handled]));
    let later = fixture.send(&[("1", "slow"), ("2", "b")]).await;
    assert_eq!(later, (200, vec![Duplicate, Duplicate]));
    assert_eq!(fixture.runs("slow"), 1);
}
