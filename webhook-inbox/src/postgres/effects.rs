//! Lends a connection to a handler, in the transaction in which its run ends.

use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlx::{AssertSqlSafe, PgConnection, Postgres, Row as _};
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::clock::span;
use crate::error::{Unavailable, UnavailableKind};
use crate::postgres::fault::{self, Fault};
use crate::postgres::lane::{self, run_sql};
use crate::postgres::runs;
use crate::postgres::state::{Inner, WORK_WITHIN};
use crate::row::State;
use crate::store::{Finished, Run};
use crate::tx::{Effects, Returned};

type Reply = oneshot::Sender<Result<Option<Effects<Postgres>>, Unavailable>>;

/// Lends a connection until the deadline of the run, and commits what was written together with the end of the run.
pub(super) async fn lend(inner: Arc<Inner>, run: Run, reply: Reply) {
    let Some(left) = left(&inner, run) else {
        let _gone = reply.send(Ok(None));
        return;
    };
    let ends = Instant::now() + left;
    let begun = timeout(left, begin(&inner, run, left)).await;
    match begun.unwrap_or(Err(Fault::Refused(UnavailableKind::Late))) {
        Ok(None) => {
            let _gone = reply.send(Ok(None));
        }
        Err(fault) => {
            let _gone = reply.send(Err(inner.failed(&fault)));
        }
        Ok(Some((connection, _permit, session))) => {
            let (effects, returned) = Effects::lend(connection, ends);
            // If the worker went away, this drops the effects, and the connection comes back.
            let _gone = reply.send(Ok(Some(effects)));
            match timeout(ends.saturating_duration_since(Instant::now()), returned).await {
                Ok(Ok(Returned::Done(connection, reply))) => {
                    end(&inner, connection, run, reply).await;
                }
                Ok(Ok(Returned::Dropped(connection))) => undo(&inner, connection).await,
                // The handler still has it. It ends here, so that it holds no lock.
                Ok(Err(_)) | Err(_) => {
                    let _gone = timeout(WORK_WITHIN, terminate(&inner, &session)).await;
                }
            }
        }
    }
}

/// How much of the deadline of the run is left; `None` if this process does not own it any more.
fn left(inner: &Inner, run: Run) -> Option<Duration> {
    let live = inner.live();
    let (_, until) = live.get(&run.id).filter(|(token, _)| *token == run.token)?;
    let left = until.saturating_sub(span(inner.policy.lease));
    let left = left.saturating_sub(inner.clock.running());
    Some(Duration::from_micros(u64::try_from(left).unwrap_or(0)))
}

/// A session of the server: process, and when it started.
type Session = (i32, i64);
type Begun<'a> = (PgConnection, tokio::sync::SemaphorePermit<'a>, Session);

/// Begins the transaction, if the run owns its row. The row is not locked: a repetition that comes meanwhile has to count itself.
async fn begin(inner: &Inner, run: Run, left: Duration) -> Result<Option<Begun<'_>>, Fault> {
    let mut begun = inner.lanes.effects.begin().await?;
    // A lock that is held for longer is not waited for. The handler may set other limits.
    let owned = format!(
        "SELECT pg_backend_pid(), \
           (SELECT (extract(epoch FROM backend_start) * 1000000)::bigint FROM pg_stat_activity WHERE pid = pg_backend_pid()), \
           set_config('statement_timeout', $3, true), set_config('lock_timeout', $3, true), \
           set_config('idle_in_transaction_session_timeout', $3, true) \
         FROM {} WHERE id = $1 AND token = $2 AND state = 'running'",
        inner.table
    );
    let owned = sqlx::query(AssertSqlSafe(owned))
        .bind(run.id)
        .bind(run.token)
        // 0 is no limit.
        .bind(left.as_millis().clamp(1, 1_000_000_000).to_string())
        .fetch_optional(&mut *begun)
        .await?;
    let Some(owned) = owned else {
        begun.commit().await?;
        return Ok(None);
    };
    let session = (owned.try_get(0)?, owned.try_get(1)?);
    // It is gone if the transaction ended before its time, by a `COMMIT` of the handler's own.
    run_sql(&mut begun, "SAVEPOINT webhook_inbox_run").await?;
    let (connection, permit) = begun.lend();
    Ok(Some((connection, permit, session)))
}

async fn end(
    inner: &Inner,
    connection: PgConnection,
    run: Run,
    reply: oneshot::Sender<Result<Finished, Unavailable>>,
) {
    // Closing waits for it.
    let finished = match inner.enter().await {
        Ok(entered) => {
            let finished = timeout(WORK_WITHIN, commit(inner, connection, run)).await;
            drop(entered);
            finished.unwrap_or_else(|_elapsed| Err(lane::late()))
        }
        Err(_closed) => Err(Fault::Closed),
    };
    match finished {
        // Nothing is answered after the end of the process.
        Err(Fault::Crash) => inner.end(),
        Ok((finished, connection)) => {
            let _gone = reply.send(Ok(finished));
            inner.lanes.effects.clean(connection).await;
        }
        Err(fault) => {
            let _gone = reply.send(Err(inner.failed(&fault)));
        }
    }
}

async fn commit(
    inner: &Inner,
    mut connection: PgConnection,
    run: Run,
) -> Result<(Finished, PgConnection), Fault> {
    inner.failpoints.reach("effects", "begun")?;
    still_one(&mut connection).await?;
    // Whatever search path the handler set.
    let done = runs::done(&inner.table);
    let group: Option<Vec<u8>> = sqlx::query_scalar(AssertSqlSafe(done))
        .bind(run.id)
        .bind(run.token)
        .bind(inner.clock.offset())
        .fetch_optional(&mut connection)
        .await?;
    inner.failpoints.reach("effects", "written")?;
    let Some(group) = group else {
        lane::roll_back(&mut connection).await?;
        return Ok((Finished::Fenced, connection));
    };
    lane::commit(&mut connection).await.map_err(|fault| {
        // A constraint that is checked at the end.
        match &fault {
            Fault::Database(error)
                if fault::code(error).is_some_and(|code| code.starts_with("23")) =>
            {
                Fault::Refused(UnavailableKind::Refused)
            }
            _ => fault,
        }
    })?;
    inner.forget(run);
    inner.ended(&group);
    inner.failpoints.reach("effects", "committed")?;
    Ok((Finished::Now(State::Done), connection))
}

/// Before the end of the run is written: only if it is written in the same transaction, and with the rights of the store.
async fn still_one(connection: &mut PgConnection) -> Result<(), Fault> {
    // A transaction within it that the handler neither ended nor dropped.
    if lane::depth(connection) != 1 {
        return Err(Fault::Refused(UnavailableKind::Ended));
    }
    let released = run_sql(
        connection,
        "RELEASE SAVEPOINT webhook_inbox_run; SET LOCAL ROLE NONE",
    );
    released.await.map_err(|error| {
        match fault::code(&error).as_deref() {
            // A statement failed, and the handler did not see it.
            Some("25P02") => Fault::Refused(UnavailableKind::Refused),
            Some("3B001" | "25P01") => Fault::Refused(UnavailableKind::Ended),
            _ => Fault::Database(error),
        }
    })
}

async fn undo(inner: &Inner, mut connection: PgConnection) {
    let undone = timeout(WORK_WITHIN, lane::roll_back(&mut connection)).await;
    if matches!(undone, Ok(Ok(()))) && lane::depth(&connection) == 0 {
        inner.lanes.effects.clean(connection).await;
    }
}

/// Ends a session that a handler kept. The number of a process is used again, the time of its start is not.
async fn terminate(inner: &Inner, (pid, started): &Session) -> Result<(), Fault> {
    let mut begun = inner.lanes.leases.begin().await?;
    sqlx::query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
         WHERE pid = $1 AND (extract(epoch FROM backend_start) * 1000000)::bigint = $2",
    )
    .bind(pid)
    .bind(started)
    .execute(&mut *begun)
    .await?;
    begun.commit().await
}
