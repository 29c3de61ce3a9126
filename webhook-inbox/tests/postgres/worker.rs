//! Deliveries from the request to the end of their runs, with handlers that write through `Tx`.

use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use serde::Deserialize;
use sqlx::Postgres;
use webhook_core::{Dispatcher, EventGroup, Failure, Secret, on_event};
use webhook_inbox::{Filter, Inbox, Row, State, TestClock, Tx, Workers};

use crate::server::{Schema, has_server};

const SECRET: &str = "s3cret";

#[derive(Debug, Deserialize)]
struct Order {
    id: i64,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/store",
    discriminator = "/type",
    payload = "/data",
    id = "/id",
    durable,
    deadline = "1s",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Store {
    #[event("paid")]
    Paid(Order),
    #[event("fails")]
    Fails,
    #[event("commits")]
    Commits,
    #[event("ignores_an_error")]
    IgnoresAnError,
    #[event("pays_twice")]
    PaysTwice,
    #[event("holds")]
    Holds,
}

async fn pay(tx: &Tx<Postgres>, id: i64) -> Result<(), Failure> {
    let mut tx = tx.begin().await?;
    let pay = sqlx::query("INSERT INTO payments VALUES ($1)").bind(id);
    pay.execute(&mut *tx).await?;
    Ok(())
}

#[on_event(group = "store", ty = Order)]
async fn paid(order: Order, tx: Tx<Postgres>) -> Result<(), Failure> {
    pay(&tx, order.id).await
}

#[on_event(group = "store", event = "fails")]
async fn fails(tx: Tx<Postgres>) -> Result<(), Failure> {
    pay(&tx, 1).await?;
    Err(Failure::new("it does not work"))
}

#[on_event(group = "store", event = "commits")]
async fn commits(tx: Tx<Postgres>) -> Result<(), Failure> {
    let mut tx = tx.begin().await?;
    sqlx::query("COMMIT").execute(&mut *tx).await?;
    Ok(())
}

#[on_event(group = "store", event = "ignores_an_error")]
async fn ignores_an_error(tx: Tx<Postgres>) -> Result<(), Failure> {
    let mut tx = tx.begin().await?;
    let wrong = sqlx::query("INSERT INTO paymints VALUES (1)");
    let _ignored = wrong.execute(&mut *tx).await;
    Ok(())
}

/// The constraint is checked at the commit, when the handler has returned.
#[on_event(group = "store", event = "pays_twice")]
async fn pays_twice(tx: Tx<Postgres>) -> Result<(), Failure> {
    pay(&tx, 7).await?;
    pay(&tx, 7).await
}

#[on_event(group = "store", event = "holds")]
async fn holds(tx: Tx<Postgres>) -> Result<(), Failure> {
    let mut tx = tx.begin().await?;
    let pay = sqlx::query("INSERT INTO payments VALUES (1)");
    pay.execute(&mut *tx).await?;
    std::future::pending().await
}

struct Program {
    schema: Schema,
    clock: TestClock,
    inbox: Inbox,
    dispatcher: Dispatcher,
}

impl Program {
    async fn start() -> Self {
        let (schema, clock) = (Schema::fresh(), TestClock::new());
        let options = schema.options().clock(clock.clone());
        let inbox = Inbox::postgres(options).await.unwrap();
        let create = "CREATE TABLE payments (id BIGINT UNIQUE DEFERRABLE INITIALLY DEFERRED)";
        schema.run(create).await;
        let dispatcher = dispatcher(&inbox);
        Self {
            schema,
            clock,
            inbox,
            dispatcher,
        }
    }

    async fn send(&self, id: &str, event: &str, order: i64) {
        let body = format!(r#"{{"type":"{event}","id":"{id}","data":{{"id":{order}}}}}"#);
        let mut request = Request::post("/store").body(Bytes::from(body)).unwrap();
        let scheme = Store::DESCRIPTOR.scheme().unwrap();
        scheme.sign(&Secret::new(SECRET), &mut request).unwrap();
        let reply = self.dispatcher.dispatch(request.map(Full::new)).await;
        assert_eq!(reply.status(), 200);
    }

    async fn run_due(&self) -> u64 {
        let budget = Duration::from_secs(10);
        self.inbox.run_due(&self.dispatcher, budget).await.unwrap()
    }

    /// Sends one and runs it.
    async fn run_one(&self, event: &str) -> Row {
        self.send("1", event, 1).await;
        assert_eq!(self.run_due().await, 1);
        let mut rows = self.inbox.list(Filter::default()).await.unwrap();
        assert_eq!(rows.len(), 1);
        rows.remove(0)
    }

    async fn payments(&self) -> i64 {
        self.schema.number("SELECT count(*) FROM payments").await
    }
}

fn dispatcher(inbox: &Inbox) -> Dispatcher {
    let dispatcher = Dispatcher::builder().group::<Store>(Secret::new(SECRET));
    dispatcher.inbox(inbox.clone()).build().unwrap()
}

#[tokio::test]
async fn a_payment_is_committed_with_the_end_of_its_run() {
    if !has_server() {
        return;
    }
    let program = Program::start().await;
    let row = program.run_one("paid").await;
    assert_eq!(row.state, State::Done, "{:?}", row.last_error);
    assert_eq!(program.payments().await, 1);
    program.send("1", "paid", 1).await;
    assert_eq!(program.run_due().await, 0);
}

#[tokio::test]
async fn what_a_failed_run_wrote_is_rolled_back_and_its_class_says_why() {
    if !has_server() {
        return;
    }
    for (event, class) in [
        ("fails", "failed"),
        ("commits", "transaction_ended"),
        ("ignores_an_error", "statement_refused"),
        ("pays_twice", "statement_refused"),
        ("holds", "timed_out"),
    ] {
        let program = Program::start().await;
        let row = program.run_one(event).await;
        assert_eq!((row.state, row.attempts), (State::Queued, 1), "{event}");
        assert_eq!(row.class.as_deref(), Some(class), "{event}");
        assert_eq!(program.payments().await, 0, "{event}");
        // Nothing of it holds up the next attempt.
        program.clock.pass(Duration::from_mins(1));
        assert_eq!(program.run_due().await, 1, "{event}");
        let row = program.inbox.get(row.id).await.unwrap().unwrap();
        assert_eq!(row.attempts, 2, "{event}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_of_two_servers_share_the_work() {
    if !has_server() {
        return;
    }
    let program = Program::start().await;
    let other = Inbox::postgres(program.schema.options()).await.unwrap();
    for inbox in [&program.inbox, &other] {
        inbox.work(&dispatcher(inbox), Workers::new(4));
    }
    for order in 0..100 {
        program.send(&order.to_string(), "paid", order).await;
    }
    for _ in 0..200 {
        if program.payments().await == 100 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for inbox in [&program.inbox, &other] {
        inbox.stop(Duration::from_secs(5)).await;
    }
    let done = "SELECT count(*) FROM webhook_inbox WHERE state = 'done'";
    assert_eq!(program.schema.number(done).await, 100);
    assert_eq!(program.payments().await, 100);
}
