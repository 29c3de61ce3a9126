//! Begins and ends the transaction in which the writer's connection is lent to a run.

use std::time::Instant;

use sqlx::{Sqlite, SqliteConnection};
use tokio::sync::oneshot;

use crate::error::UnavailableKind;
use crate::policy::EFFECTS_WITHIN;
use crate::sqlite::fault::Fault;
use crate::sqlite::lock::while_locked;
use crate::store::Run;
use crate::tx::{Effects, Returned};

/// What the run has, and how the connection comes back.
type Lent = (Effects<Sqlite>, oneshot::Receiver<Returned<Sqlite>>);

/// Begins the transaction, if the run owns its row; else the connection is as before.
pub(super) async fn begin(
    mut connection: SqliteConnection,
    run: Run,
) -> Result<Result<Lent, SqliteConnection>, Fault> {
    // Not `Connection::begin_with`, whose guard borrows the connection, which goes to another task.
    let begin = async || run_sql(&mut connection, "BEGIN IMMEDIATE").await;
    while_locked(Fault::is_locked, begin).await?;
    let owned = sqlx::query(
        "SELECT 1 FROM webhook_inbox WHERE id = ?1 AND token = ?2 AND state = 'running'",
    );
    let owned = owned.bind(run.id).bind(run.token);
    if owned.fetch_optional(&mut connection).await?.is_none() {
        run_sql(&mut connection, "ROLLBACK").await?;
        return Ok(Err(connection));
    }
    // It is gone if the transaction ended before its time: an interrupted write, or a `COMMIT` of the handler's own.
    run_sql(&mut connection, "SAVEPOINT webhook_inbox_run").await?;
    let ends = Instant::now() + EFFECTS_WITHIN;
    // Ends a statement that takes too long; it is asked after every thousand instructions.
    let mut handle = connection.lock_handle().await?;
    handle.set_progress_handler(1000, move || Instant::now() < ends);
    drop(handle);
    Ok(Ok(Effects::lend(connection, ends)))
}

/// Before the end of the run is written: only if it is written in the same transaction.
pub(super) async fn still_one(connection: &mut SqliteConnection) -> Result<(), Fault> {
    let released = run_sql(connection, "RELEASE webhook_inbox_run").await;
    released.map_err(|_| Fault::Refused(UnavailableKind::Ended))
}

/// A statement without parameters, such as what begins or ends a transaction.
pub(super) async fn run_sql(
    connection: &mut SqliteConnection,
    sql: &'static str,
) -> Result<(), Fault> {
    sqlx::raw_sql(sql).execute(connection).await?;
    Ok(())
}
