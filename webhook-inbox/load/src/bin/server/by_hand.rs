//! What a program would write without this library: axum, sqlx, and a task that inserts what waits in groups.

use std::error::Error;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use bytes::Bytes;
use http::StatusCode;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use sqlx::postgres::PgConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, QueryBuilder, SqliteConnection};
use tokio::sync::{Mutex, mpsc, oneshot};
use webhook_inbox::Inbox;

/// How many tasks insert, each on a connection of its own. SQLite has one writer.
const BATCHERS: usize = 4;

/// A row as the inbox has it, and who waits for its commit.
pub(crate) struct Job {
    pub(crate) id: String,
    pub(crate) digest: Vec<u8>,
    pub(crate) body: Bytes,
    pub(crate) received_at: i64,
    pub(crate) done: oneshot::Sender<()>,
}

/// The columns that the inbox keeps beside the body. The headers are of its form, so that they have its length.
const HEADERS: &str = r#"{"version":1,"id_signed":true,"headers":[]}"#;
const INSERT: &str = "INSERT INTO webhook_inbox (grp, owner, event, id_kind, delivery_id, variant, digest, state, run_at, \
     duplicates, received_at, item_index, item_count, method, uri, headers, body) ";
const CONFLICT: &str = " ON CONFLICT (grp, owner, event, id_kind, delivery_id, variant) WHERE replay_of IS NULL \
     DO UPDATE SET duplicates = webhook_inbox.duplicates + 1";

#[derive(Deserialize)]
struct Named {
    id: String,
}

type Sender = mpsc::Sender<Job>;

pub(crate) async fn router(
    database: &str,
    batch: usize,
) -> Result<Router, Box<dyn Error + Send + Sync>> {
    let jobs = start(database, batch).await?;
    Ok(Router::new().route("/shop", post(receive)).with_state(jobs))
}

async fn receive(State(jobs): State<Sender>, body: Bytes) -> Result<(), StatusCode> {
    let Named { id } = serde_json::from_slice(&body).map_err(|_| StatusCode::BAD_REQUEST)?;
    let failed = StatusCode::SERVICE_UNAVAILABLE;
    insert(&jobs, id, body).await.ok_or(failed)
}

/// Returns once the row is committed.
pub(crate) async fn insert(jobs: &Sender, id: String, body: Bytes) -> Option<()> {
    let (done, committed) = oneshot::channel();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    let job = Job {
        id,
        digest: Sha256::digest(&body).to_vec(),
        body,
        received_at: i64::try_from(now.as_micros()).ok()?,
        done,
    };
    jobs.send(job).await.ok()?;
    committed.await.ok()
}

/// Starts the tasks that insert.
pub(crate) async fn start(
    database: &str,
    batch: usize,
) -> Result<Sender, Box<dyn Error + Send + Sync>> {
    // The table and its indexes are those of the inbox.
    let inbox = Inbox::open(database).await?;
    inbox.stop(std::time::Duration::ZERO).await;
    let (sender, jobs) = mpsc::channel(1024);
    let jobs = Arc::new(Mutex::new(jobs));
    if let Some(path) = database.strip_prefix("sqlite:") {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .synchronous(SqliteSynchronous::Full);
        let connection = options.connect().await?;
        tokio::spawn(sqlite(connection, jobs, batch));
    } else {
        for _ in 0..BATCHERS {
            let connection = PgConnection::connect(database).await?;
            tokio::spawn(postgres(connection, Arc::clone(&jobs), batch));
        }
    }
    Ok(sender)
}

type Jobs = Arc<Mutex<mpsc::Receiver<Job>>>;

/// Those that wait, up to a number. Empty at the end.
async fn next(jobs: &Jobs, batch: usize) -> Vec<Job> {
    let mut group = Vec::new();
    jobs.lock().await.recv_many(&mut group, batch).await;
    group
}

fn answer(group: Vec<Job>) {
    for job in group {
        // A sender that went away needs no answer.
        let _gone = job.done.send(());
    }
}

async fn sqlite(
    mut connection: SqliteConnection,
    jobs: Jobs,
    batch: usize,
) -> Result<(), sqlx::Error> {
    let insert = format!(
        "{INSERT} VALUES (?1, x'', ?2, 1, ?3, x'', ?4, 'queued', 0, 0, ?5, 0, 1, ?6, ?7, ?8, ?9) {CONFLICT}"
    );
    loop {
        let group = next(&jobs, batch).await;
        if group.is_empty() {
            return Ok(());
        }
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        for job in &group {
            sqlx::query(sqlx::AssertSqlSafe(insert.as_str()))
                .bind(&b"shop"[..])
                .bind(&b"paid"[..])
                .bind(job.id.as_bytes())
                .bind(job.digest.as_slice())
                .bind(job.received_at)
                .bind(&b"POST"[..])
                .bind(&b"/shop"[..])
                .bind(HEADERS.as_bytes())
                .bind(&job.body[..])
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        answer(group);
    }
}

async fn postgres(
    mut connection: PgConnection,
    jobs: Jobs,
    batch: usize,
) -> Result<(), sqlx::Error> {
    loop {
        let mut group = next(&jobs, batch).await;
        if group.is_empty() {
            return Ok(());
        }
        // One statement must not touch a row twice, and all batchers lock in the same order.
        group.sort_by(|a, b| a.id.cmp(&b.id));
        let mut rows: Vec<&Job> = group.iter().collect();
        rows.dedup_by(|a, b| a.id == b.id);
        let mut insert = QueryBuilder::new(INSERT);
        insert.push_values(rows, |mut row, job| {
            row.push_bind(&b"shop"[..])
                .push("''::bytea")
                .push_bind(&b"paid"[..])
                .push("1")
                .push_bind(job.id.as_bytes())
                .push("''::bytea")
                .push_bind(job.digest.as_slice())
                .push("'queued', 0, 0")
                .push_bind(job.received_at)
                .push("0, 1")
                .push_bind(&b"POST"[..])
                .push_bind(&b"/shop"[..])
                .push_bind(HEADERS.as_bytes())
                .push_bind(&job.body[..]);
        });
        insert.push(CONFLICT);
        insert.build().execute(&mut connection).await?;
        answer(group);
    }
}
