//! A program with a durable group, over an SQLite file in a folder of its own.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use serde::Deserialize;
use sqlx::{Connection as _, Sqlite, SqliteConnection};
use tempfile::TempDir;
use tokio::sync::Notify;
use webhook_core::extract::Attempt;
use webhook_core::{Dispatcher, EventGroup, Failure, Outcome, Secret, on_event};
use webhook_inbox::{Filter, Inbox, Policy, Row, SqliteOptions, State, TestClock, Tx, TxErrorKind};

const SECRET: &str = "s3cret";

#[derive(Debug, Deserialize)]
pub(crate) struct Order {
    id: i64,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/shop",
    discriminator = "/type",
    payload = "/data",
    id = "/id",
    durable,
    deadline = "5s",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub(crate) enum Shop {
    #[event("paid")]
    Paid(Order),
    #[event("paid_twice")]
    PaidTwice,
    #[event("fails")]
    Fails,
    #[event("fails_once")]
    FailsOnce,
    #[event("asks_for_a_pause")]
    AsksForAPause,
    #[event("never")]
    Never,
    #[event("replies")]
    Replies,
    #[event("panics")]
    Panics,
    #[event("hangs")]
    Hangs,
    #[event("waits")]
    Waits,
    #[event("holds")]
    Holds,
    #[event("cannot_begin")]
    CannotBegin,
    #[event("commits")]
    Commits,
    #[event("ignores_an_error")]
    IgnoresAnError,
    #[event("keeps_the_transaction")]
    KeepsTheTransaction,
    #[event("blocks")]
    Blocks,
}

async fn pay(tx: &Tx<Sqlite>, id: i64) -> Result<(), Failure> {
    let mut tx = tx.begin().await?;
    let pay = sqlx::query("INSERT INTO payments VALUES (?1)").bind(id);
    pay.execute(&mut *tx).await?;
    Ok(())
}

#[on_event(group = "shop", ty = Order)]
async fn paid(order: Order, tx: Tx<Sqlite>) -> Result<(), Failure> {
    pay(&tx, order.id).await
}

#[on_event(group = "shop", event = "paid_twice")]
async fn paid_twice(tx: Tx<Sqlite>) -> Result<(), Failure> {
    pay(&tx, 1).await?;
    pay(&tx.clone(), 2).await?;
    let first = tx.begin().await?;
    let second = tx.begin().await.map(drop).unwrap_err();
    assert_eq!(second.kind(), TxErrorKind::InUse);
    drop(first);
    Ok(())
}

#[on_event(group = "shop", event = "fails")]
async fn fails(tx: Tx<Sqlite>) -> Result<(), Failure> {
    pay(&tx, 1).await?;
    Err(Failure::new("it does not work"))
}

#[on_event(group = "shop", event = "fails_once")]
async fn fails_once(attempt: Attempt, tx: Tx<Sqlite>) -> Result<(), Failure> {
    pay(&tx, i64::from(attempt.number())).await?;
    match attempt.number() {
        1 => Err(Failure::new("it does not work yet")),
        _ => Ok(()),
    }
}

#[on_event(group = "shop", event = "asks_for_a_pause")]
fn asks_for_a_pause() -> Result<(), Failure> {
    Err(Failure::retry(Duration::from_hours(1)))
}

#[on_event(group = "shop", event = "never")]
async fn never(tx: Tx<Sqlite>) -> Result<(), Failure> {
    pay(&tx, 1).await?;
    Err(Failure::permanent().because("no such order"))
}

#[on_event(group = "shop", event = "replies")]
fn replies() -> Outcome {
    let mut reply = Response::new("gone");
    *reply.status_mut() = http::StatusCode::GONE;
    Outcome::reply(reply)
}

#[on_event(group = "shop", event = "panics")]
async fn panics(tx: Tx<Sqlite>) -> Result<(), Failure> {
    pay(&tx, 1).await?;
    panic!("a bug")
}

#[on_event(group = "shop", event = "hangs")]
async fn hangs() {
    std::future::pending::<()>().await;
}

#[on_event(group = "shop", event = "waits")]
async fn waits() {
    tokio::time::sleep(Duration::from_millis(300)).await;
}

#[on_event(group = "shop", event = "holds")]
async fn holds(tx: Tx<Sqlite>) -> Result<(), Failure> {
    let mut tx = tx.begin().await?;
    sqlx::query("INSERT INTO payments VALUES (1)")
        .execute(&mut *tx)
        .await?;
    std::future::pending().await
}

#[on_event(group = "shop", event = "cannot_begin")]
async fn cannot_begin(attempt: Attempt, tx: Tx<Sqlite>) {
    tokio::time::sleep(Duration::from_millis(300)).await;
    let _ignored = pay(&tx, i64::from(attempt.number())).await;
}

#[on_event(group = "shop", event = "commits")]
async fn commits(tx: Tx<Sqlite>) -> Result<(), Failure> {
    let mut tx = tx.begin().await?;
    sqlx::query("COMMIT").execute(&mut *tx).await?;
    Ok(())
}

#[on_event(group = "shop", event = "ignores_an_error")]
async fn ignores_an_error(tx: Tx<Sqlite>) -> Result<(), Failure> {
    pay(&tx, 1).await?;
    let mut tx = tx.begin().await?;
    let wrong = sqlx::query("INSERT INTO paymints VALUES (1)");
    let _ignored = wrong.execute(&mut *tx).await;
    Ok(())
}

/// Told once a guard that was kept has no connection any more.
pub(crate) static LATE: Notify = Notify::const_new();

#[on_event(group = "shop", event = "keeps_the_transaction")]
async fn keeps_the_transaction(tx: Tx<Sqlite>) -> Result<(), Failure> {
    pay(&tx, 1).await?;
    let mut guard = tx.begin().await?;
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let late = sqlx::query("INSERT INTO payments VALUES (2)");
        if let Err(sqlx::Error::Protocol(_)) = late.execute(&mut *guard).await {
            LATE.notify_one();
        }
        // It never lets go of it.
        std::future::pending::<()>().await;
        drop(guard);
    });
    Ok(())
}

#[on_event(group = "shop", event = "blocks")]
fn blocks() {
    std::thread::sleep(Duration::from_millis(300));
}

pub(crate) struct Program {
    pub(crate) folder: TempDir,
    pub(crate) clock: TestClock,
    pub(crate) inbox: Inbox,
    pub(crate) dispatcher: Dispatcher,
}

impl Program {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = Self::start_in(folder).await;
        program.create_payments().await;
        program
    }

    pub(crate) async fn create_payments(&self) {
        let create = "CREATE TABLE payments (order_id INTEGER)";
        let mut other = self.other().await;
        sqlx::raw_sql(create).execute(&mut other).await.unwrap();
    }

    pub(crate) async fn start_in(folder: TempDir) -> Self {
        Self::start_with(folder, Policy::default()).await
    }

    pub(crate) async fn start_with(folder: TempDir, policy: Policy) -> Self {
        let clock = TestClock::new();
        let options = SqliteOptions::new(folder.path().join("webhooks.db"));
        let options = options.clock(clock.clone()).policy(policy);
        let inbox = Inbox::sqlite(options).await.unwrap();
        let dispatcher = Dispatcher::builder()
            .group::<Shop>(Secret::new(SECRET))
            .inbox(inbox.clone())
            .build()
            .unwrap();
        Self {
            folder,
            clock,
            inbox,
            dispatcher,
        }
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("webhooks.db")
    }

    /// What another program sees in the file.
    pub(crate) async fn other(&self) -> SqliteConnection {
        let url = format!("sqlite:{}", self.file().display());
        SqliteConnection::connect(&url).await.unwrap()
    }

    pub(crate) async fn payments(&self) -> Vec<i64> {
        let all = sqlx::query_scalar("SELECT order_id FROM payments ORDER BY order_id");
        all.fetch_all(&mut self.other().await).await.unwrap()
    }

    pub(crate) async fn send(&self, id: &str, event: &str) -> Response<Full<Bytes>> {
        self.dispatcher.dispatch(delivery(id, event)).await
    }

    /// Runs what is due, and returns all deliveries, the oldest first.
    pub(crate) async fn run(&self) -> Vec<Row> {
        let budget = Duration::from_secs(20);
        self.inbox.run_due(&self.dispatcher, budget).await.unwrap();
        let mut rows = self.inbox.list(Filter::default()).await.unwrap();
        rows.reverse();
        rows
    }

    /// Takes one delivery in, and runs it.
    pub(crate) async fn run_one(&self, event: &str) -> Row {
        assert_eq!(self.send("1", event).await.status(), 200);
        let mut rows = self.run().await;
        assert_eq!(rows.len(), 1);
        rows.remove(0)
    }
}

/// Waits for a delivery in this state.
pub(crate) async fn until(program: &Program, state: State) -> Row {
    let started = Instant::now();
    loop {
        let rows = program.inbox.list(Filter::default());
        let row = rows
            .await
            .unwrap()
            .into_iter()
            .find(|row| row.state == state);
        if let Some(row) = row {
            return row;
        }
        assert!(started.elapsed() < Duration::from_secs(10), "no {state:?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

pub(crate) fn delivery(id: &str, event: &str) -> Request<Full<Bytes>> {
    let body = format!(r#"{{"type":"{event}","id":"{id}","data":{{"id":7}}}}"#);
    let mut request = Request::post("/shop").body(Bytes::from(body)).unwrap();
    sign(&mut request);
    request.map(Full::new)
}

pub(crate) fn sign(request: &mut Request<Bytes>) {
    let scheme = Shop::DESCRIPTOR.scheme().unwrap();
    scheme.sign(&Secret::new(SECRET), request).unwrap();
}
