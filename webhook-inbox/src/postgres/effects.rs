//! Lends a connection to a handler, in the transaction in which its run ends.

use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlx::{PgConnection, Postgres, Row as _};
use tokio::sync::{SemaphorePermit, oneshot};
use tokio::time::timeout;

use crate::clock::span;
use crate::error::{Unavailable, UnavailableKind};
use crate::postgres::fault::{self, Fault};
use crate::postgres::lane::{self, Link, Session};
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
        Ok(Some((link, _permit))) => {
            let session = link.session;
            let back = |connection| Link {
                connection,
                session,
            };
            let (effects, returned) = Effects::lend(link.connection, ends);
            // If the worker went away, this drops the effects, and the connection comes back.
            let _gone = reply.send(Ok(Some(effects)));
            match timeout(ends.saturating_duration_since(Instant::now()), returned).await {
                Ok(Ok(Returned::Done(connection, reply))) => {
                    end(&inner, back(connection), run, reply).await;
                }
                Ok(Ok(Returned::Dropped(connection))) => undo(&inner, back(connection)).await,
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

/// Begins the transaction, if the run owns its row. The row is not locked: a repetition that comes meanwhile has to count itself.
///
/// All of it is one message to the server, and so are the statements of the end, because each message costs as much as what a
/// handler writes.
async fn begin(
    inner: &Inner,
    run: Run,
    left: Duration,
) -> Result<Option<(Link, SemaphorePermit<'_>)>, Fault> {
    // A lock that is held for longer is not waited for. The handler may set other limits. 0 is no limit.
    let limit = left.as_millis().clamp(1, 1_000_000_000);
    let Run { id, token } = run;
    // If the run owns no row, the division by zero ends it. Without the savepoint, the transaction ended before its time, by a
    // `COMMIT` of the handler's own.
    let statements = format!(
        "BEGIN; SET LOCAL statement_timeout = {limit}; SET LOCAL lock_timeout = {limit}; \
         SET LOCAL idle_in_transaction_session_timeout = {limit}; \
         SELECT 1 / count(*) FROM {} WHERE id = {id} AND token = {token} AND state = 'running'; \
         SAVEPOINT webhook_inbox_run",
        inner.table
    );
    match inner.lanes.effects.begin_with(Some(&statements)).await {
        Ok(begun) => Ok(Some(begun.lend())),
        Err(Fault::Database(error)) if fault::code(&error).as_deref() == Some("22012") => Ok(None),
        Err(fault) => Err(fault),
    }
}

async fn end(
    inner: &Inner,
    link: Link,
    run: Run,
    reply: oneshot::Sender<Result<Finished, Unavailable>>,
) {
    // Closing waits for it.
    let finished = match inner.enter().await {
        Ok(entered) => {
            let finished = timeout(WORK_WITHIN, commit(inner, link, run)).await;
            drop(entered);
            finished.unwrap_or_else(|_elapsed| Err(lane::late()))
        }
        Err(_closed) => Err(Fault::Closed),
    };
    match finished {
        // Nothing is answered after the end of the process.
        Err(Fault::Crash) => inner.end(),
        Ok(finished) => {
            let _gone = reply.send(Ok(finished));
        }
        Err(fault) => {
            let _gone = reply.send(Err(inner.failed(&fault)));
        }
    }
}

async fn commit(inner: &Inner, mut link: Link, run: Run) -> Result<Finished, Fault> {
    inner.failpoints.reach("effects", "begun")?;
    // Nothing lies between the write and the commit.
    inner.failpoints.reach("effects", "written")?;
    let Some(group) = write_done(inner, &mut link.connection, run).await? else {
        undo(inner, link).await;
        return Ok(Finished::Fenced);
    };
    inner.lanes.effects.keep(link);
    inner.forget(run);
    inner.ended(&group);
    inner.failpoints.reach("effects", "committed")?;
    Ok(Finished::Now(State::Done))
}

/// Writes the end of the run and commits: only if it is written in the same transaction, and with the rights of the store. Returns
/// the group of the row, if the run owns it.
async fn write_done(
    inner: &Inner,
    connection: &mut PgConnection,
    run: Run,
) -> Result<Option<Vec<u8>>, Fault> {
    // A transaction within it that the handler neither ended nor dropped.
    if lane::depth(connection) != 1 {
        return Err(Fault::Refused(UnavailableKind::Ended));
    }
    let written = format!(
        "RELEASE SAVEPOINT webhook_inbox_run; SET LOCAL ROLE NONE; {}",
        // Whatever search path the handler set.
        runs::done(&inner.table, run, inner.clock.offset())
    );
    let lane = &inner.lanes.effects;
    let row = match lane.commit_and_clean(connection, &written).await {
        Ok(row) => row.ok_or(Fault::Unreadable)?,
        Err(error) => {
            return match fault::code(&error).as_deref() {
                Some("22012") => Ok(None),
                // A statement failed, and the handler did not see it.
                Some("25P02") => Err(Fault::Refused(UnavailableKind::Refused)),
                Some("3B001" | "25P01") => Err(Fault::Refused(UnavailableKind::Ended)),
                // A constraint that is checked at the end.
                Some(code) if code.starts_with("23") => {
                    Err(Fault::Refused(UnavailableKind::Refused))
                }
                _ => Err(Fault::Database(error)),
            };
        }
    };
    let group: String = row.try_get(0)?;
    let group = base16ct::lower::decode_vec(group).map_err(|_| Fault::Unreadable)?;
    Ok(Some(group))
}

async fn undo(inner: &Inner, mut link: Link) {
    let undone = timeout(WORK_WITHIN, lane::roll_back(&mut link.connection)).await;
    if matches!(undone, Ok(Ok(()))) && lane::depth(&link.connection) == 0 {
        inner.lanes.effects.clean(link).await;
    }
}

/// Ends a session that a handler kept.
async fn terminate(inner: &Inner, (pid, started): &Session) -> Result<(), Fault> {
    let mut idle = inner.lanes.leases.idle().await?;
    sqlx::query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
         WHERE pid = $1 AND (extract(epoch FROM backend_start) * 1000000)::bigint = $2",
    )
    .bind(pid)
    .bind(started)
    .execute(&mut *idle)
    .await?;
    idle.keep();
    Ok(())
}
