//! A delivery outlives the process that acknowledged it: `cargo run -p webhook-inbox --example durable`
//!
//! The program starts itself twice. The first process acknowledges a delivery and is killed while its handler writes. The
//! second one opens the same file, and runs the delivery to its end.
#![expect(clippy::print_stdout, reason = "the demonstration is what it prints")]

use std::process::Command;
use std::time::Duration;

use serde::Deserialize;
use sqlx::{Connection as _, Sqlite, SqliteConnection};
use webhook_core::extract::Attempt;
use webhook_core::{Dispatcher, EventGroup, Failure, Secret, on_event};
use webhook_inbox::{Inbox, Policy, SqliteOptions, Tx, Workers};

type Anyhow<T> = Result<T, Box<dyn std::error::Error>>;

/// The payload of `order.paid`.
#[derive(Debug, Deserialize)]
pub struct Order {
    id: String,
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
async fn paid(order: Order, attempt: Attempt, tx: Tx<Sqlite>) -> Result<(), Failure> {
    println!(
        "  the handler runs, with the key {}",
        attempt.key().unwrap_or_default()
    );
    let mut tx = tx.begin().await?;
    let pay = sqlx::query("INSERT INTO payments VALUES (?1)").bind(order.id);
    pay.execute(&mut *tx).await?;
    if std::env::var_os("DIES").is_some() {
        println!("  it has written, and the process is killed");
        std::process::abort();
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Anyhow<()> {
    if let Some(file) = std::env::args().nth(1) {
        return live(&file).await;
    }
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("webhooks.db");
    let mut life = Command::new(std::env::current_exe()?);
    println!("first life");
    life.arg(&file).env("DIES", "1").status()?;
    println!("second life");
    life.env_remove("DIES").status()?;
    let mut file = SqliteConnection::connect(&format!("sqlite:{}", file.display())).await?;
    let payments =
        sqlx::query_scalar::<_, i64>("SELECT count(*) FROM payments").fetch_one(&mut file);
    println!("payments of order 1: {}", payments.await?);
    Ok(())
}

async fn live(file: &str) -> Anyhow<()> {
    let mut own = SqliteConnection::connect(&format!("sqlite:{file}?mode=rwc")).await?;
    sqlx::raw_sql("CREATE TABLE IF NOT EXISTS payments (order_id TEXT)")
        .execute(&mut own)
        .await?;
    let mut policy = Policy::default();
    policy.lease = Duration::from_secs(2); // 15 seconds is a better one, but longer to wait for
    let inbox = Inbox::sqlite(SqliteOptions::new(file).policy(policy)).await?;
    let secret = Secret::new("s3cret");
    let dispatcher = Dispatcher::builder()
        .group::<Shop>(secret.clone())
        .inbox(inbox.clone())
        .build()?;
    let body = r#"{"type":"order.paid","id":"evt_1","data":{"id":"1"}}"#;
    let mut request = http::Request::post("/shop").body(bytes::Bytes::from(body))?;
    Shop::DESCRIPTOR
        .scheme()
        .ok_or("it is signed")?
        .sign(&secret, &mut request)?;
    let reply = dispatcher
        .dispatch(request.map(http_body_util::Full::new))
        .await;
    println!("  the sender gets {}", reply.status());
    inbox.work(&dispatcher, Workers::default());
    while inbox.depth().await?.iter().any(|depth| depth.rows > 0) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    inbox.stop(Duration::from_secs(5)).await;
    Ok(())
}
