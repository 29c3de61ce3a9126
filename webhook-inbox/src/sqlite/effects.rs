//! A handler's writes and the end of its run, as one transaction.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::time::Instant;

use sqlx::SqliteConnection;
use tokio::sync::oneshot;

use crate::error::{Unavailable, UnavailableKind};
use crate::policy::EFFECTS_WITHIN;
use crate::sqlite::fault::Fault;
use crate::store::{Finished, Run};

/// The writer's connection, in a transaction, lent to one run for a second.
///
/// What is written through it is committed together with "done" by [`done`](Self::done), and rolled back if this is dropped or
/// the second is over. Nothing else is written to the inbox meanwhile, acknowledgements included: do slow work first. `Connection::begin` fails within it.
pub struct Effects {
    /// `None` once it was given back.
    connection: Option<SqliteConnection>,
    back: Option<oneshot::Sender<Returned>>,
    ends: Instant,
}

/// How the connection comes back.
pub(super) enum Returned {
    Done(
        SqliteConnection,
        oneshot::Sender<Result<Finished, Unavailable>>,
    ),
    Dropped(SqliteConnection),
}

impl Effects {
    /// Begins the transaction, if the run owns its row; else the connection is as before.
    pub(super) async fn begin(
        mut connection: SqliteConnection,
        run: Run,
    ) -> Result<Result<(Self, oneshot::Receiver<Returned>), SqliteConnection>, Fault> {
        // Not `Connection::begin_with`, whose guard borrows the connection, which goes to another task.
        run_sql(&mut connection, "BEGIN IMMEDIATE").await?;
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
        let (back, returned) = oneshot::channel();
        let lent = Self {
            connection: Some(connection),
            back: Some(back),
            ends,
        };
        Ok(Ok((lent, returned)))
    }

    /// Commits what was written together with the end of the run.
    ///
    /// # Errors
    ///
    /// Everything is rolled back: the second was over, or the store failed. [`UnavailableKind::Ended`] is not: the handler ended
    /// the transaction itself, or an interrupted statement did, and the run is not done. If another run owns the row, it is
    /// [`Finished::Fenced`] and rolled back too.
    pub async fn done(mut self) -> Result<Finished, Unavailable> {
        let late = Unavailable::new(UnavailableKind::Late);
        let (Some(connection), Some(back)) = (self.connection.take(), self.back.take()) else {
            return Err(late);
        };
        let (reply, answer) = oneshot::channel();
        back.send(Returned::Done(connection, reply))
            .map_err(|_| late)?;
        answer
            .await
            .unwrap_or(Err(Unavailable::new(UnavailableKind::Closed)))
    }

    /// When the second is over.
    #[must_use]
    pub const fn ends(&self) -> Instant {
        self.ends
    }
}

/// Before the end of the run is written: only if it is written in the same transaction.
pub(super) async fn still_one(connection: &mut SqliteConnection) -> Result<(), Fault> {
    let released = run_sql(connection, "RELEASE webhook_inbox_run").await;
    released.map_err(|_| Fault::Refused(UnavailableKind::Ended))
}

/// What begins or ends the transaction.
pub(super) async fn run_sql(
    connection: &mut SqliteConnection,
    sql: &'static str,
) -> Result<(), Fault> {
    sqlx::raw_sql(sql).execute(connection).await?;
    Ok(())
}

impl Deref for Effects {
    type Target = SqliteConnection;

    #[expect(
        clippy::expect_used,
        reason = "`done` and `drop` take it, and end this value"
    )]
    fn deref(&self) -> &SqliteConnection {
        self.connection.as_ref().expect("the connection is lent")
    }
}

impl DerefMut for Effects {
    #[expect(
        clippy::expect_used,
        reason = "`done` and `drop` take it, and end this value"
    )]
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        self.connection.as_mut().expect("the connection is lent")
    }
}

impl Drop for Effects {
    fn drop(&mut self) {
        if let (Some(connection), Some(back)) = (self.connection.take(), self.back.take()) {
            // The writer waits no more after a second. Then the connection is closed here, which rolls back.
            let _late = back.send(Returned::Dropped(connection));
        }
    }
}

impl fmt::Debug for Effects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Effects")
            .field("ends", &self.ends)
            .finish_non_exhaustive()
    }
}
