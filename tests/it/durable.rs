//! `durable` groups: a delivery is stored by the inbox before it is acknowledged, and no handler is called in the request.

mod drops;
mod handled;
mod items;
mod malformed;
mod parts;
mod readiness;
mod rows;
mod segments;
mod start;
mod traces;
mod unknown;
mod workers;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use http_body_util::Full;
use serde::Deserialize;
use webhook_core::extract::Meta;
use webhook_core::future::BoxFuture;
use webhook_core::inbox::{Accepted, Incoming, Intake, Unavailable};
use webhook_core::observe::{DeliveryRecord, RecentDeliveries};
use webhook_core::outcome::OutcomeKind;
use webhook_core::{Dispatcher, DispatcherBuilder, EventGroup, Failure, Secret, on_event};

/// An inbox in a vector: all that the port asks for.
#[derive(Clone, Default)]
pub(crate) struct Table(Arc<Mutex<Vec<Row>>>);

#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) incoming: Incoming,
    pub(crate) state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Queued,
    Dead,
    Conflict,
    Unknown,
}

impl Intake for Table {
    fn accept(
        &self,
        deliveries: Vec<Incoming>,
    ) -> BoxFuture<'_, Result<Vec<Accepted>, Unavailable>> {
        Box::pin(async move {
            let mut rows = self.0.lock().map_err(Unavailable::new)?;
            Ok(deliveries
                .into_iter()
                .map(|one| add(&mut rows, one))
                .collect())
        })
    }
}

fn add(rows: &mut Vec<Row>, incoming: Incoming) -> Accepted {
    let is_body = |row: &Row| row.incoming.digest().as_bytes() == incoming.digest().as_bytes();
    let known = incoming.key().and_then(|key| {
        let mut rows = rows.iter_mut();
        rows.find(|row| row.incoming.key() == Some(key) && row.state != State::Conflict)
    });
    let (state, answer) = match known {
        None if incoming.is_malformed() => (State::Dead, Accepted::New),
        None if incoming.is_unknown() => (State::Unknown, Accepted::New),
        None => (State::Queued, Accepted::New),
        Some(row) if row.state == State::Dead && !incoming.is_malformed() => {
            let state = State::Queued;
            *row = Row { incoming, state };
            return Accepted::Revived;
        }
        Some(row) if is_body(row) => return Accepted::Duplicate,
        Some(_) if incoming.runs_conflicts() => (State::Queued, Accepted::New),
        Some(_) => (State::Conflict, Accepted::Conflict),
    };
    rows.push(Row { incoming, state });
    answer
}

impl Table {
    fn rows(&self) -> Vec<Row> {
        self.0.lock().unwrap().clone()
    }

    fn states(&self) -> Vec<State> {
        self.rows().iter().map(|row| row.state).collect()
    }

    fn events(&self) -> Vec<String> {
        let rows = self.rows();
        let events = rows.iter().map(|row| row.incoming.delivery().event());
        events.map(str::to_owned).collect()
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Order {
    #[serde(rename = "note")]
    _note: String,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/shop",
    discriminator = "/type",
    payload = "/data",
    id = "/id",
    durable(headers("X-Region", "x-zone")),
    deadline = "30ms",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub(crate) enum Shop {
    #[event("paid")]
    Paid(Order),
    #[event("shipped")]
    Shipped(Order),
    #[event("viewed", ignore)]
    Viewed(Order),
}

/// How many handlers were called. No test of this module calls one.
static CALLS: AtomicUsize = AtomicUsize::new(0);

#[on_event(group = "shop", event = "paid")]
async fn paid(_order: Order, _headers: HeaderMap, _meta: Meta) -> Result<(), Failure> {
    CALLS.fetch_add(1, Ordering::Relaxed);
    std::future::pending().await
}

/// A run that is not async keeps its thread after the deadline, so it may have one.
#[on_event(group = "shop", event = "shipped")]
fn shipped(_order: Order) {
    CALLS.fetch_add(1, Ordering::Relaxed);
}

const SECRET: &str = "your-shared-secret";

fn body(event: &str, id: &str, note: &str) -> String {
    format!(r#"{{"type":"{event}","id":{id},"data":{{"note":"{note}"}}}}"#)
}

fn signed<G: EventGroup>(body: &str) -> Request<Full<Bytes>> {
    let mut request = Request::post(G::DESCRIPTOR.paths()[0])
        .header("X-Region", "eu")
        .header("X-Other", "other")
        .body(Bytes::from(body.to_owned()))
        .unwrap();
    if let Some(scheme) = G::DESCRIPTOR.scheme() {
        scheme.sign(&Secret::new(SECRET), &mut request).unwrap();
    }
    request.map(Full::new)
}

struct Fixture {
    dispatcher: Dispatcher,
    table: Table,
    recent: Arc<RecentDeliveries>,
}

impl Fixture {
    fn new(groups: impl FnOnce(DispatcherBuilder) -> DispatcherBuilder) -> Self {
        let table = Table::default();
        let recent = Arc::new(RecentDeliveries::new(100));
        let builder = Dispatcher::builder().inbox(table.clone());
        let dispatcher = groups(builder.observer(Arc::clone(&recent))).build();
        Self {
            dispatcher: dispatcher.unwrap(),
            table,
            recent,
        }
    }

    fn of<G: webhook_core::group::SignedGroup>() -> Self {
        Self::new(|builder| builder.group::<G>(Secret::new(SECRET)))
    }

    /// Sends a delivery on this thread; returns the status and the outcome.
    fn send<G: EventGroup>(&self, body: &str) -> (u16, OutcomeKind) {
        let reply = self.reply(signed::<G>(body));
        (reply.status().as_u16(), self.last().outcome())
    }

    fn reply(&self, request: Request<Full<Bytes>>) -> Response<Full<Bytes>> {
        let reply = self.dispatcher.dispatch_blocking(request);
        assert_eq!(CALLS.load(Ordering::Relaxed), 0, "a handler was called");
        reply
    }

    fn last(&self) -> Arc<DeliveryRecord> {
        self.recent.last().pop().unwrap()
    }
}
