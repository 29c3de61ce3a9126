//! Begins and ends what a run writes, in a transaction that it shares with others.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use sqlx::SqliteConnection;

use crate::error::UnavailableKind;
use crate::sqlite::fault::{self, Fault};
use crate::sqlite::lock::while_locked;
use crate::store::Run;

/// Each run has a savepoint within the transaction. It is gone if the transaction ended before its time: an interrupted write, or
/// a `COMMIT` of the handler's own.
const BEGIN: &str = "SAVEPOINT webhook_inbox_run; \
     SELECT 1 FROM webhook_inbox WHERE id = ?1 AND token = ?2 AND state = 'running'";
/// Written only if the savepoint is there. While the transaction lasts, no other process can take the row.
const DONE: &str = "RELEASE webhook_inbox_run; \
     UPDATE webhook_inbox SET state = 'done', class = NULL, last_error = NULL, done_at = ?1, run_at = 0 \
     WHERE id = ?2 AND token = ?3 AND state = 'running' RETURNING grp";
const UNDO: &str = "ROLLBACK TO webhook_inbox_run; RELEASE webhook_inbox_run";

/// When the statements of the run that has the connection are interrupted.
#[derive(Clone)]
pub(super) struct Limit {
    started: Instant,
    /// In microseconds since then; the largest number for never.
    ends: Arc<AtomicU64>,
}

impl Limit {
    fn new() -> Self {
        Self {
            started: Instant::now(),
            ends: Arc::new(AtomicU64::new(u64::MAX)),
        }
    }

    pub(super) fn set(&self, ends: Instant) {
        let ends = ends.saturating_duration_since(self.started);
        self.store(u64::try_from(ends.as_micros()).unwrap_or(u64::MAX));
    }

    pub(super) fn lift(&self) {
        self.store(u64::MAX);
    }

    fn store(&self, ends: u64) {
        self.ends.store(ends, Ordering::Relaxed);
    }

    fn is_over(&self) -> bool {
        let ends = Duration::from_micros(self.ends.load(Ordering::Relaxed));
        self.started.elapsed() >= ends
    }
}

/// Begins the transaction.
pub(super) async fn begin(connection: &mut SqliteConnection) -> Result<Limit, Fault> {
    // Not `Connection::begin_with`, whose guard borrows the connection, which goes to another task.
    let begin = async || run_sql(&mut *connection, "BEGIN IMMEDIATE").await;
    while_locked(Fault::is_locked, begin).await?;
    let limit = Limit::new();
    let until = limit.clone();
    // Ends a statement that takes too long; it is asked after every thousand instructions.
    let mut handle = connection.lock_handle().await?;
    handle.set_progress_handler(1000, move || !until.is_over());
    drop(handle);
    Ok(limit)
}

/// Begins what the run writes, if it owns its row.
pub(super) async fn begin_run(connection: &mut SqliteConnection, run: Run) -> Result<bool, Fault> {
    let owned = sqlx::query(BEGIN).bind(run.id).bind(run.token);
    if owned.fetch_optional(&mut *connection).await?.is_some() {
        return Ok(true);
    }
    run_sql(connection, "RELEASE webhook_inbox_run").await?;
    Ok(false)
}

/// Writes the end of the run. Returns the group of its row; `None` if the handler took the row away.
pub(super) async fn end_run(
    connection: &mut SqliteConnection,
    run: Run,
    now: i64,
) -> Result<Option<Vec<u8>>, Fault> {
    let done = sqlx::query_scalar(DONE);
    let done = done.bind(now).bind(run.id).bind(run.token);
    let group = done.fetch_optional(connection).await;
    group.map_err(|error| {
        if fault::is_mistake(&error) {
            return Fault::Refused(UnavailableKind::Ended);
        }
        Fault::Database(error)
    })
}

/// Rolls back what the run wrote.
pub(super) async fn undo_run(connection: &mut SqliteConnection) -> Result<(), Fault> {
    run_sql(connection, UNDO).await
}

/// Commits what all of them wrote.
pub(super) async fn commit(connection: &mut SqliteConnection) -> Result<(), Fault> {
    let committed = run_sql(connection, "COMMIT").await;
    committed.map_err(|fault| match fault {
        // One that is checked at the end, such as a deferred foreign key.
        Fault::Database(error) if fault::is_constraint(&error) => {
            Fault::Refused(UnavailableKind::Refused)
        }
        fault => fault,
    })
}

/// A statement without parameters, such as what begins or ends a transaction.
pub(super) async fn run_sql(
    connection: &mut SqliteConnection,
    sql: &'static str,
) -> Result<(), Fault> {
    sqlx::raw_sql(sql).execute(connection).await?;
    Ok(())
}
