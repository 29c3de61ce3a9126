//! Groups, handlers and workers, which are the same as over a database.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use serde::Deserialize;
use sqlx::postgres::PgPoolOptions;
use sqlx::{PgPool, Postgres};
use webhook_core::extract::Attempt;
use webhook_core::{Dispatcher, EventGroup, Failure, Secret, State, on_event};
use webhook_inbox::{Filter, Inbox, Policy, Tx, Workers};

use crate::servers::{Stream, has_servers};

const SECRET: &str = "s3cret";

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/refused",
    discriminator = "/type",
    id = "/id",
    durable,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Refused {
    #[event("paid")]
    Paid,
}

#[on_event(group = "refused", event = "paid")]
async fn takes_a_transaction(tx: Tx<Postgres>) {
    drop(tx.begin().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_that_takes_a_transaction_is_refused_when_the_dispatcher_is_built() {
    if !has_servers() {
        return;
    }
    let stream = Stream::fresh();
    let inbox = stream.options().open().await.unwrap();
    assert!(!inbox.capabilities().transactions);
    let built = Dispatcher::builder()
        .group::<Refused>(Secret::new(SECRET))
        .inbox(inbox)
        .build();
    let problems = built.map(drop).unwrap_err().to_string();
    for part in ["takes_a_transaction", "nats/worker.rs", "TxSource"] {
        assert!(problems.contains(part), "{problems}");
    }
}

#[derive(Debug, Deserialize)]
struct Order {
    id: String,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/shop",
    discriminator = "/type",
    payload = "/data",
    id = "/id",
    durable,
    deadline = "20s",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Shop {
    #[event("order.paid")]
    Paid(Order),
    #[event("order.sent")]
    Sent(Order),
    #[event("order.booked")]
    Booked(Order),
}

/// How often each order ran, and under which keys.
type Ran = Arc<Mutex<HashMap<String, Vec<String>>>>;

#[on_event(Shop::Paid)]
#[expect(
    clippy::unused_async,
    reason = "the other one runs on a thread of its own"
)]
async fn paid(order: Order, attempt: Attempt, State(ran): State<Ran>) -> Result<(), Failure> {
    let mut ran = ran.lock().unwrap();
    let runs = ran.entry(order.id.clone()).or_default();
    runs.extend(attempt.key().map(str::to_owned));
    if order.id.starts_with("fails") && runs.len() < 3 {
        return Err(Failure::new("not yet"));
    }
    if order.id.starts_with("never") {
        return Err(Failure::permanent());
    }
    Ok(())
}

#[on_event(Shop::Sent)]
#[expect(clippy::needless_pass_by_value, reason = "extractors are values")]
fn sent(order: Order, attempt: Attempt, State(ran): State<Ran>) {
    let mut ran = ran.lock().unwrap();
    let runs = ran.entry(order.id).or_default();
    runs.extend(attempt.key().map(str::to_owned));
}

/// The way to an effect that happens once: the key of the delivery is unique in a table of the program's own.
#[on_event(Shop::Booked)]
async fn booked(
    order: Order,
    attempt: Attempt,
    State(pool): State<Option<PgPool>>,
) -> Result<(), Failure> {
    let pool = pool.ok_or_else(|| Failure::new("there is no database"))?;
    let mut tx = pool.begin().await?;
    let first = sqlx::query("INSERT INTO seen (key) VALUES ($1) ON CONFLICT DO NOTHING");
    let first = first.bind(attempt.key()).execute(&mut *tx).await?;
    if first.rows_affected() == 1 {
        let book = sqlx::query("INSERT INTO bookings (id) VALUES ($1)");
        book.bind(order.id).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    // The process may die here: the delivery then runs again, and books nothing.
    if attempt.number() < 3 {
        return Err(Failure::new(
            "the effect is there, and the delivery is not done",
        ));
    }
    Ok(())
}

async fn open(stream: &Stream) -> Inbox {
    let mut policy = Policy::default();
    policy.backoff = Duration::from_millis(1);
    policy.lease = Duration::from_secs(5);
    stream.options().policy(policy).open().await.unwrap()
}

fn dispatcher(inbox: &Inbox, ran: &Ran, pool: Option<PgPool>) -> Dispatcher {
    let dispatcher = Dispatcher::builder()
        .group::<Shop>(Secret::new(SECRET))
        .quiet();
    let dispatcher = dispatcher
        .state(Arc::clone(ran))
        .state(pool)
        .inbox(inbox.clone());
    dispatcher.build().unwrap()
}

async fn send(dispatcher: &Dispatcher, event: &str, id: &str) -> u16 {
    let body = format!(r#"{{"type":"{event}","id":"{id}","data":{{"id":"{id}"}}}}"#);
    let mut request = http::Request::post("/shop")
        .body(Bytes::from(body))
        .unwrap();
    let scheme = Shop::DESCRIPTOR.scheme().unwrap();
    scheme.sign(&Secret::new(SECRET), &mut request).unwrap();
    dispatcher
        .dispatch(request.map(Full::new))
        .await
        .status()
        .as_u16()
}

async fn until(what: impl AsyncFn() -> bool) {
    for _ in 0..200 {
        if what().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it takes too long");
}

#[tokio::test(flavor = "multi_thread")]
async fn deliveries_are_acknowledged_and_run_by_two_processes() {
    if !has_servers() {
        return;
    }
    let stream = Stream::fresh();
    let (ran, inboxes) = (Ran::default(), [open(&stream).await, open(&stream).await]);
    let dispatchers = [0, 1].map(|nth| dispatcher(&inboxes[nth], &ran, None));
    for (inbox, dispatcher) in inboxes.iter().zip(&dispatchers) {
        inbox.work(dispatcher, Workers::new(4));
    }
    for id in 0..40 {
        let event = if id % 4 == 0 {
            "order.sent"
        } else {
            "order.paid"
        };
        let id = if id % 10 == 1 {
            format!("fails {id}")
        } else {
            id.to_string()
        };
        for dispatcher in &dispatchers {
            assert_eq!(send(dispatcher, event, &id).await, 200);
        }
    }
    let runs = |id: &str| ran.lock().unwrap().get(id).map_or(0, Vec::len);
    until(async || {
        let all = (0..40).all(|id: u32| runs(&id.to_string()) + runs(&format!("fails {id}")) > 0);
        all && (0..40)
            .step_by(10)
            .all(|id: u32| runs(&format!("fails {}", id + 1)) == 3)
    })
    .await;
    let depths = async || inboxes[0].depth().await.unwrap();
    until(async || depths().await.is_empty()).await;
    for (id, keys) in ran.lock().unwrap().iter() {
        assert_eq!(
            keys.len(),
            if id.starts_with("fails") { 3 } else { 1 },
            "{id}"
        );
        assert!(
            keys.iter().all(|key| *key == keys[0] && key.len() == 67),
            "{id}"
        );
    }
    // What stops gives its runs back, and a delivery that comes then is answered 503.
    for inbox in &inboxes {
        inbox.stop(Duration::from_secs(5)).await;
    }
    assert_eq!(send(&dispatchers[0], "order.paid", "late").await, 503);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_for_good_is_listed_and_replayed() {
    if !has_servers() {
        return;
    }
    let stream = Stream::fresh();
    let (ran, inbox) = (Ran::default(), open(&stream).await);
    let dispatcher = dispatcher(&inbox, &ran, None);
    for id in ["never 1", "never 2", "fine"] {
        assert_eq!(send(&dispatcher, "order.paid", id).await, 200);
    }
    let due = async || {
        inbox
            .run_due(&dispatcher, Duration::from_secs(10))
            .await
            .unwrap()
    };
    assert_eq!(due().await, 3);
    let rows = inbox.list(Filter::default()).await.unwrap();
    assert_eq!(rows.len(), 2);
    assert!(
        rows.iter()
            .all(|row| row.class.as_deref() == Some("permanent"))
    );
    let replayed = inbox.replay_all(Filter::class("permanent")).await.unwrap();
    assert_eq!((replayed.queued, replayed.left), (2, 0));
    assert_eq!(inbox.list(Filter::default()).await.unwrap(), []);
    assert_eq!(due().await, 2);
    let mut out = Vec::new();
    assert_eq!(inbox.export(Filter::default(), &mut out).await.unwrap(), 2);
    assert_eq!(
        String::from_utf8(out)
            .unwrap()
            .matches("\"state\":\"dead\"")
            .count(),
        2
    );
    let ran = ran.lock().unwrap();
    assert_eq!((ran["never 1"].len(), ran["fine"].len()), (2, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unique_key_in_postgres_makes_the_effect_happen_once() {
    let Ok(address) = std::env::var("WEBHOOK_TEST_POSTGRES") else {
        return;
    };
    if !has_servers() {
        return;
    }
    let pool = PgPoolOptions::new()
        .max_connections(4)
        .connect(&address)
        .await
        .unwrap();
    let tables =
        "CREATE TABLE seen (key TEXT PRIMARY KEY); CREATE TABLE bookings (id TEXT NOT NULL)";
    sqlx::raw_sql(tables).execute(&pool).await.unwrap();
    let stream = Stream::fresh();
    let (ran, inbox) = (Ran::default(), open(&stream).await);
    let dispatcher = dispatcher(&inbox, &ran, Some(pool.clone()));
    for _ in 0..2 {
        for id in 0..5 {
            assert_eq!(
                send(&dispatcher, "order.booked", &id.to_string()).await,
                200
            );
        }
    }
    until(async || {
        inbox
            .run_due(&dispatcher, Duration::from_secs(5))
            .await
            .unwrap();
        inbox.depth().await.unwrap().is_empty()
    })
    .await;
    let booked = "SELECT count(*), count(DISTINCT id) FROM bookings";
    let booked: (i64, i64) = sqlx::query_as(booked).fetch_one(&pool).await.unwrap();
    assert_eq!(booked, (5, 5));
    sqlx::raw_sql("DROP TABLE seen, bookings")
        .execute(&pool)
        .await
        .unwrap();
}
