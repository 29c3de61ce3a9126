//! Begins and ends what a run writes, in a transaction that it shares with others.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};

use crate::error::UnavailableKind;
use crate::sqlite::fault::{self, Fault};
use crate::sqlite::lock::while_locked;
use crate::store::Run;

/// The group of the next run, if it owns its row, behind the number of rows that the end of the run before it changed. While the
/// transaction lasts, no other process can take the row.
macro_rules! owned {
    () => {
        "SAVEPOINT webhook_inbox_run; \
         SELECT changes(), (SELECT grp FROM webhook_inbox WHERE id = ?1 AND token = ?2 AND state = 'running')"
    };
}
/// Written only if the savepoint is there, and before another handler has the connection: what that one commits by mistake is whole.
macro_rules! done {
    ($at:literal, $id:literal, $token:literal) => {
        concat!(
            "RELEASE webhook_inbox_run; \
             UPDATE webhook_inbox SET state = 'done', class = NULL, last_error = NULL, run_at = 0, done_at = ",
            $at,
            " WHERE id = ",
            $id,
            " AND token = ",
            $token,
            " AND state = 'running'; "
        )
    };
}
/// Each run has a savepoint within the transaction. It is gone if the transaction ended before its time: an interrupted write, or
/// a `COMMIT` of the handler's own. Each of these crosses to SQLite's thread and back once, which takes longer than what it does.
const FIRST: &str = concat!("BEGIN IMMEDIATE; ", owned!());
const AGAIN: &str = owned!();
const NEXT: &str = concat!(done!("?3", "?4", "?5"), owned!());
const LAST: &str = concat!(done!("?1", "?2", "?3"), "SELECT changes()");
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

/// How far the transaction is.
#[derive(Clone, Copy, Debug)]
pub(super) enum At {
    Nowhere,
    /// Begun, and between two runs.
    Between,
    /// The run is done, which is not written yet.
    Done(Run),
}

/// Why the next run did not begin, or the last one did not end.
pub(super) enum NotEnded {
    /// The one before ended the transaction, or took its row away.
    Before(UnavailableKind),
    Fault(Fault),
}

/// Interrupts statements of handlers that take too long.
pub(super) async fn limit(connection: &mut SqliteConnection) -> Result<Limit, Fault> {
    let limit = Limit::new();
    let until = limit.clone();
    // It is asked after every thousand instructions.
    let mut handle = connection.lock_handle().await?;
    handle.set_progress_handler(1000, move || !until.is_over());
    drop(handle);
    Ok(limit)
}

/// Writes the end of the run before, and begins what this run writes. Returns the group of its row, if it owns one.
pub(super) async fn begin_run(
    connection: &mut SqliteConnection,
    run: Run,
    at: At,
    now: i64,
) -> Result<Option<Vec<u8>>, NotEnded> {
    let answer = match at {
        // Not `Connection::begin_with`, whose guard borrows the connection, which goes to another task.
        At::Nowhere => {
            let begin = async || begun(connection, FIRST, run).await;
            while_locked(Fault::is_locked, begin).await
        }
        At::Between => begun(connection, AGAIN, run).await,
        At::Done(before) => {
            let next = sqlx::query(NEXT).bind(run.id).bind(run.token);
            let next = next.bind(now).bind(before.id).bind(before.token);
            let row = ended(next.fetch_one(&mut *connection).await)?;
            row.try_get(1).map_err(Fault::from)
        }
    };
    let group = answer.map_err(NotEnded::Fault)?;
    if group.is_none() {
        let released = run_sql(connection, "RELEASE webhook_inbox_run").await;
        released.map_err(NotEnded::Fault)?;
    }
    Ok(group)
}

async fn begun(
    connection: &mut SqliteConnection,
    sql: &'static str,
    run: Run,
) -> Result<Option<Vec<u8>>, Fault> {
    let begin = sqlx::query(sql).bind(run.id).bind(run.token);
    Ok(begin.fetch_one(connection).await?.try_get(1)?)
}

/// Writes the end of the last run.
pub(super) async fn end_run(
    connection: &mut SqliteConnection,
    run: Run,
    now: i64,
) -> Result<(), NotEnded> {
    let last = sqlx::query(LAST).bind(now).bind(run.id).bind(run.token);
    ended(last.fetch_one(connection).await).map(drop)
}

/// Whether the run before is done: by how many rows its end changed.
fn ended(row: Result<SqliteRow, sqlx::Error>) -> Result<SqliteRow, NotEnded> {
    let row = row.map_err(|error| {
        if fault::is_mistake(&error) {
            return NotEnded::Before(UnavailableKind::Ended);
        }
        NotEnded::Fault(error.into())
    })?;
    match row.try_get::<i64, _>(0) {
        Ok(1) => Ok(row),
        Ok(_) => Err(NotEnded::Before(UnavailableKind::Fenced)),
        Err(error) => Err(NotEnded::Fault(error.into())),
    }
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
