//! Two processes work on one Postgres database; one of them is killed:
//! `DATABASE_URL=postgres://user:password@localhost/database cargo run -p webhook-inbox --features postgres --example durable_postgres`
//!
//! The program takes in 100 deliveries and starts itself twice as a worker. After a moment it kills one of them. The other one
//! runs what is left, and each payment is there once. Its tables are in the schema `webhook_example`, which it creates and drops.
#![expect(clippy::print_stdout, reason = "the demonstration is what it prints")]

use std::process::Command;
use std::time::Duration;

use serde::Deserialize;
use sqlx::{Connection as _, PgConnection, Postgres};
use webhook_core::{Dispatcher, EventGroup, Failure, Secret, on_event};
use webhook_inbox::{Inbox, Policy, PostgresOptions, Tx, Workers};

type Answer<T> = Result<T, Box<dyn std::error::Error>>;

/// The payload of `order.paid`.
#[derive(Debug, Deserialize)]
pub struct Order {
    id: i64,
}

/// What the shop sends.
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
pub enum Shop {
    /// An order was paid.
    #[event("order.paid")]
    OrderPaid(Order),
}

#[on_event(group = "shop", ty = Order)]
async fn paid(order: Order, tx: Tx<Postgres>) -> Result<(), Failure> {
    tokio::time::sleep(Duration::from_millis(50)).await; // slow work first
    let mut tx = tx.begin().await?;
    let pay = sqlx::query("INSERT INTO webhook_example.payments VALUES ($1, $2)");
    let worker = i64::from(std::process::id());
    pay.bind(order.id).bind(worker).execute(&mut *tx).await?;
    Ok(())
}

async fn open(url: &str) -> Answer<(Inbox, Dispatcher)> {
    let mut policy = Policy::default();
    policy.lease = Duration::from_secs(2); // 15 seconds is a better one, but longer to wait for
    let options = PostgresOptions::new(url)?
        .schema("webhook_example")
        .policy(policy);
    let inbox = Inbox::postgres(options).await?;
    let dispatcher = Dispatcher::builder()
        .group::<Shop>(Secret::new("s3cret"))
        .inbox(inbox.clone())
        .build()?;
    Ok((inbox, dispatcher))
}

#[tokio::main]
async fn main() -> Answer<()> {
    let url = std::env::var("DATABASE_URL")
        .map_err(|_| "set DATABASE_URL, see the first lines of this example")?;
    let (inbox, dispatcher) = open(&url).await?;
    if std::env::args().any(|argument| argument == "worker") {
        inbox.work(&dispatcher, Workers::new(4));
        return std::future::pending().await;
    }
    let mut database = PgConnection::connect(&url).await?;
    sqlx::raw_sql(
        "CREATE TABLE IF NOT EXISTS webhook_example.payments (order_id BIGINT, worker BIGINT)",
    )
    .execute(&mut database)
    .await?;
    for id in 0..100 {
        let body = format!(r#"{{"type":"order.paid","id":"evt_{id}","data":{{"id":{id}}}}}"#);
        let mut request = http::Request::post("/shop").body(bytes::Bytes::from(body))?;
        Shop::DESCRIPTOR
            .scheme()
            .ok_or("it is signed")?
            .sign(&Secret::new("s3cret"), &mut request)?;
        let reply = dispatcher
            .dispatch(request.map(http_body_util::Full::new))
            .await;
        assert_eq!(reply.status(), 200, "the sender gets a receipt");
    }
    println!("100 deliveries are stored");
    let mut worker = Command::new(std::env::current_exe()?);
    let (mut first, mut second) = (worker.arg("worker").spawn()?, worker.spawn()?);
    tokio::time::sleep(Duration::from_millis(700)).await;
    first.kill()?;
    println!("process {} is killed", first.id());
    while inbox.depth().await?.iter().any(|depth| depth.rows > 0) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let count = "SELECT worker, count(*), count(DISTINCT order_id) FROM webhook_example.payments GROUP BY worker";
    for (worker, payments, orders) in sqlx::query_as::<_, (i64, i64, i64)>(count)
        .fetch_all(&mut database)
        .await?
    {
        println!("process {worker} made {payments} payments of {orders} orders");
    }
    second.kill()?;
    first.wait()?;
    second.wait()?;
    inbox.stop(Duration::from_secs(5)).await;
    sqlx::raw_sql("DROP SCHEMA webhook_example CASCADE")
        .execute(&mut database)
        .await?;
    Ok(())
}
