//! What a program would write without this library, with a job engine: axum, sqlx and riverqueue.
//!
//! One transaction for a request inserts a row of the delivery, which is known by its id, and a job. A worker of the engine runs
//! the job, and completes it in the transaction of what it writes. Like `server`, it takes `--database` and `--workers`, prints
//! the address that it listens on, and ends well on SIGTERM. To build it, and to compare it with the inbox:
//!
//! ```text
//! cargo build --release --manifest-path webhook-inbox/load/engine/Cargo.toml
//! target/release/load engine --engine webhook-inbox/load/engine/target/release/webhook-inbox-engine
//! ```

use std::error::Error;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use hmac::{Hmac, KeyInit as _, Mac as _};
use riverqueue::database::{begin_postgres, begin_sqlite_write};
use riverqueue::migrate::{PostgresMigrator, SqliteMigrator};
use riverqueue::{BoxError, Client, Job, JobArgs, QueueConfig, WorkContext, WorkOutcome, Workers};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// What `load` signs with.
const SECRET: &[u8] = b"the secret of the load";
const SIGNATURE: &str = "x-signature";

/// SQLite has one writer: more connections wait for each other in its busy handler.
const SQLITE_CONNECTIONS: u32 = 5;
/// One for each worker, and some for requests and the engine.
const POSTGRES_CONNECTIONS: u32 = 24;

/// The schema of the program beside that of the engine.
const TABLES: [&str; 2] = [
    "CREATE TABLE IF NOT EXISTS deliveries \
     (id TEXT PRIMARY KEY, received_at BIGINT NOT NULL, duplicates BIGINT NOT NULL DEFAULT 0)",
    "CREATE TABLE IF NOT EXISTS effects (id TEXT NOT NULL, started_at BIGINT NOT NULL)",
];
/// Gives the number of repetitions: none if the delivery is new.
const RECEIVED: &str = "INSERT INTO deliveries (id, received_at) VALUES ($1, $2) \
     ON CONFLICT (id) DO UPDATE SET duplicates = deliveries.duplicates + 1 RETURNING duplicates";
const EFFECT: &str = "INSERT INTO effects (id, started_at) VALUES ($1, $2)";

#[derive(Deserialize)]
struct Event {
    id: String,
    data: Order,
}

/// The payload, which is kept in the job alone.
#[derive(Clone, Debug, Deserialize, JobArgs, Serialize)]
#[river(kind = "paid")]
struct Order {
    id: String,
    note: String,
}

#[derive(Clone)]
enum Store {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

#[derive(Clone)]
struct Shop {
    store: Store,
    client: Client,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let (database, workers) = options()?;
    let store = open(&database).await?;
    let client = match &store {
        Store::Sqlite(pool) => Client::builder(pool.clone()),
        Store::Postgres(pool) => Client::builder(pool.clone()),
    };
    let client = if workers > 0 {
        let mut kinds = Workers::new();
        let store = store.clone();
        kinds.add_fn(move |context, job| paid(store.clone(), context, job))?;
        let queue = QueueConfig::new(workers);
        client.workers(kinds).queue("default", queue).build()?
    } else {
        client.build()?
    };
    let run = if workers > 0 {
        Some(client.start()?)
    } else {
        None
    };
    let router = Router::new()
        .route("/shop", post(receive))
        .with_state(Shop { store, client });
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    let mut terminate = signal(SignalKind::terminate())?;
    let stopping = async move {
        terminate.recv().await;
    };
    axum::serve(listener, router)
        .with_graceful_shutdown(stopping)
        .await?;
    if let Some(mut run) = run {
        run.stop().await?;
    }
    Ok(())
}

/// The address of the database, and the number of workers.
fn options() -> Result<(String, usize), Box<dyn Error + Send + Sync>> {
    let (mut database, mut workers) = (None, 16);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let value = args.next().ok_or_else(|| format!("{arg} has no value"))?;
        match arg.as_str() {
            "--database" => database = Some(value),
            "--workers" => workers = value.parse()?,
            _ => return Err(format!("unknown option {arg}").into()),
        }
    }
    Ok((database.ok_or("--database is missing")?, workers))
}

async fn open(database: &str) -> Result<Store, Box<dyn Error + Send + Sync>> {
    if let Some(path) = database.strip_prefix("sqlite:") {
        // Each commit reaches the disk, which is what `sqlx` asks SQLite for.
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .busy_timeout(Duration::from_secs(10));
        let pool = SqlitePoolOptions::new().max_connections(SQLITE_CONNECTIONS);
        let pool = pool.connect_with(options).await?;
        SqliteMigrator::new(pool.clone()).migrate_up().await?;
        for table in TABLES {
            sqlx::query(table).execute(&pool).await?;
        }
        Ok(Store::Sqlite(pool))
    } else {
        let pool = PgPoolOptions::new().max_connections(POSTGRES_CONNECTIONS);
        let pool = pool.connect(database).await?;
        PostgresMigrator::new(pool.clone()).migrate_up().await?;
        for table in TABLES {
            sqlx::query(table).execute(&pool).await?;
        }
        Ok(Store::Postgres(pool))
    }
}

async fn receive(State(shop): State<Shop>, headers: HeaderMap, body: Bytes) -> StatusCode {
    if !verify(&headers, &body) {
        return StatusCode::UNAUTHORIZED;
    }
    let Ok(event) = serde_json::from_slice::<Event>(&body) else {
        return StatusCode::BAD_REQUEST;
    };
    match shop.accept(event).await {
        Ok(()) => StatusCode::OK,
        Err(error) => {
            eprintln!("a delivery was not taken in: {error}");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

fn verify(headers: &HeaderMap, body: &[u8]) -> bool {
    let signature = headers.get(SIGNATURE);
    let Some(Ok(signature)) = signature.map(hex::decode) else {
        return false;
    };
    Hmac::<Sha256>::new_from_slice(SECRET)
        .is_ok_and(|mac| mac.chain_update(body).verify_slice(&signature).is_ok())
}

impl Shop {
    /// Once this returns, the delivery is committed with its job.
    async fn accept(&self, event: Event) -> Result<(), BoxError> {
        let now = now()?;
        match &self.store {
            Store::Sqlite(pool) => {
                let mut tx = begin_sqlite_write(pool).await?;
                let duplicates = sqlx::query_scalar(RECEIVED).bind(event.id).bind(now);
                let duplicates: i64 = duplicates.fetch_one(&mut *tx).await?;
                if duplicates == 0 {
                    self.client.insert(event.data).tx(&mut tx).await?;
                }
                tx.commit().await?;
            }
            Store::Postgres(pool) => {
                let mut tx = begin_postgres(pool).await?;
                let duplicates = sqlx::query_scalar(RECEIVED).bind(event.id).bind(now);
                let duplicates: i64 = duplicates.fetch_one(&mut *tx).await?;
                if duplicates == 0 {
                    self.client.insert(event.data).tx(&mut tx).await?;
                }
                tx.commit().await?;
            }
        }
        Ok(())
    }
}

/// Writes the effect, and completes the job in the same transaction.
async fn paid(
    store: Store,
    context: WorkContext,
    job: Job<Order>,
) -> Result<WorkOutcome, BoxError> {
    let started = now()?;
    match &store {
        Store::Sqlite(pool) => {
            let mut tx = begin_sqlite_write(pool).await?;
            let effect = sqlx::query(EFFECT).bind(job.args.id).bind(started);
            effect.execute(&mut *tx).await?;
            context.job_complete_tx(&mut tx).await?;
            tx.commit().await?;
        }
        Store::Postgres(pool) => {
            let mut tx = begin_postgres(pool).await?;
            let effect = sqlx::query(EFFECT).bind(job.args.id).bind(started);
            effect.execute(&mut *tx).await?;
            context.job_complete_tx(&mut tx).await?;
            tx.commit().await?;
        }
    }
    Ok(WorkOutcome::Complete)
}

/// In microseconds.
fn now() -> Result<i64, BoxError> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(i64::try_from(now.as_micros())?)
}
