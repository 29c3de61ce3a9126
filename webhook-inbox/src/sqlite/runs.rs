//! Runs: claimed, renewed, ended, and taken back from processes that died.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use bytes::Bytes;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};

use crate::clock::span;
use crate::ending::{Ending, Live};
use crate::policy::Policy;
use crate::read::columns;
use crate::row::{Row, State};
use crate::sqlite::fault::{Fault, is_constraint};
use crate::sqlite::state::read;
use crate::sqlite::statements::{MOST, padded, sized, statement};
use crate::store::{Finished, Run, Verdict};

/// Every write about a run is fenced by it: the row, the token of the run, and that it still runs.
pub(super) static CLAIM: LazyLock<Vec<Arc<str>>> = LazyLock::new(|| {
    sized(1, |values| {
        let columns = columns!();
        format!(
            "UPDATE webhook_inbox SET state = 'running', token = token + 1, attempts = attempts + 1, run_at = ? \
             WHERE id IN (VALUES {values}) AND state = 'queued' RETURNING {columns}, body"
        )
    })
});

const DONE: &str = "UPDATE webhook_inbox SET state = 'done', class = NULL, last_error = NULL, done_at = ?1, run_at = 0 \
     WHERE id = ?2 AND token = ?3 AND state = 'running' RETURNING grp";

/// Takes the rows that still wait; another process may have been faster. Returns how many were ended instead, because a person
/// wrote what cannot be: they must not stop the rows behind them.
pub(super) async fn claim(
    connection: &mut SqliteConnection,
    ids: &[i64],
    now: i64,
    policy: &Policy,
) -> Result<(Vec<Row>, u64), Fault> {
    let lease = now.saturating_add(span(policy.lease));
    let mut claimed = (Vec::with_capacity(ids.len()), 0);
    for ids in ids.chunks(MOST) {
        match take(connection, ids, lease).await {
            Ok(taken) => keep(connection, taken, &mut claimed, now).await?,
            // One of them cannot be claimed, so each is asked for alone.
            Err(error) if is_constraint(&error) => {
                for id in ids {
                    match take(connection, &[*id], lease).await {
                        Ok(taken) => keep(connection, taken, &mut claimed, now).await?,
                        Err(error) if is_constraint(&error) => {
                            bury(connection, *id, "unreadable", None, now).await?;
                            claimed.1 += 1;
                        }
                        Err(error) => return Err(error.into()),
                    }
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
    // A statement returns rows in any order.
    let place = |row: &Row| ids.iter().position(|id| *id == row.id);
    claimed.0.sort_by_cached_key(place);
    Ok(claimed)
}

async fn take(
    connection: &mut SqliteConnection,
    ids: &[i64],
    lease: i64,
) -> Result<Vec<SqliteRow>, sqlx::Error> {
    let take = statement(&CLAIM, ids.len()).bind(lease);
    let take = ids.iter().fold(take, |take, id| take.bind(*id));
    padded(take, 1, ids.len()).fetch_all(connection).await
}

/// Those that can be read. The others are ended.
async fn keep(
    connection: &mut SqliteConnection,
    taken: Vec<SqliteRow>,
    (rows, ended): &mut (Vec<Row>, u64),
    now: i64,
) -> Result<(), Fault> {
    for row in taken {
        if let Ok(row) = read(&row) {
            rows.push(row);
        } else {
            bury(connection, row.try_get(0)?, "unreadable", None, now).await?;
            *ended += 1;
        }
    }
    Ok(())
}

/// Writes the end of a run, if the run still owns its row. Returns the group of a row that no longer waits.
pub(super) async fn finish(
    connection: &mut SqliteConnection,
    run: Run,
    verdict: &Verdict,
    now: i64,
    policy: &Policy,
) -> Result<(Finished, Option<Bytes>), Fault> {
    // The common end is one statement; the others depend on how often the row failed.
    let (failures, group) = match verdict {
        Verdict::Done => (0, None),
        _ => match owned(connection, run).await? {
            Some((failures, group)) => (failures, Some(group)),
            None => return Ok((Finished::Fenced, None)),
        },
    };
    match Ending::of(verdict, failures, policy) {
        Ending::Done => {
            let done = sqlx::query_scalar(DONE);
            let done = done.bind(now).bind(run.id).bind(run.token);
            let group: Option<Vec<u8>> = done.fetch_optional(connection).await?;
            let finished = match group {
                Some(_) => Finished::Now(State::Done),
                None => Finished::Fenced,
            };
            Ok((finished, group.map(Bytes::from)))
        }
        Ending::Waits {
            wait,
            class,
            error,
            uncounted,
        } => {
            let run_at = due(now, wait);
            wait_until(connection, run.id, run_at, class, error, uncounted).await?;
            Ok((Finished::Now(State::Queued), None))
        }
        Ending::Dead { class, error } => {
            bury(connection, run.id, class, Some(error), now).await?;
            Ok((Finished::Now(State::Dead), group))
        }
    }
}

/// The failures and the group of a row that the run owns.
async fn owned(connection: &mut SqliteConnection, run: Run) -> Result<Option<(u32, Bytes)>, Fault> {
    let owned = sqlx::query(
        "SELECT attempts, grp FROM webhook_inbox WHERE id = ?1 AND token = ?2 AND state = 'running'",
    );
    let owned = owned.bind(run.id).bind(run.token);
    let Some(owned) = owned.fetch_optional(connection).await? else {
        return Ok(None);
    };
    let failures = u32::try_from(owned.try_get::<i64, _>(0)?).unwrap_or(u32::MAX);
    let group: Vec<u8> = owned.try_get(1)?;
    Ok(Some((failures, group.into())))
}

async fn bury(
    connection: &mut SqliteConnection,
    id: i64,
    class: &'static str,
    error: Option<String>,
    now: i64,
) -> Result<(), Fault> {
    sqlx::query(
        "UPDATE webhook_inbox SET state = 'dead', class = ?1, last_error = ?2, done_at = ?3, run_at = 0 WHERE id = ?4",
    )
    .bind(class)
    .bind(error)
    .bind(now)
    .bind(id)
    .execute(connection)
    .await?;
    Ok(())
}

async fn wait_until(
    connection: &mut SqliteConnection,
    id: i64,
    run_at: i64,
    class: Option<&'static str>,
    error: Option<String>,
    uncounted: i64,
) -> Result<(), Fault> {
    sqlx::query(
        "UPDATE webhook_inbox SET state = 'queued', run_at = ?1, class = coalesce(?2, class), \
         last_error = coalesce(?3, last_error), attempts = max(attempts - ?4, 0) WHERE id = ?5",
    )
    .bind(run_at)
    .bind(class)
    .bind(error)
    .bind(uncounted)
    .bind(id)
    .execute(connection)
    .await?;
    Ok(())
}

/// When a row is due again. Never 0, which is now.
fn due(now: i64, wait: Duration) -> i64 {
    now.saturating_add(span(wait)).max(1)
}

/// Renews the leases of this process, and forgets the runs that lost theirs.
pub(super) async fn renew(
    connection: &mut SqliteConnection,
    live: &Live,
    now: i64,
    running: i64,
    policy: &Policy,
) -> Result<Live, Fault> {
    let lease = now.saturating_add(span(policy.lease));
    let mut kept = Live::with_capacity(live.len());
    for (&id, &(token, until)) in live {
        if until <= running {
            continue;
        }
        let renewed = sqlx::query(
            "UPDATE webhook_inbox SET run_at = ?1 WHERE id = ?2 AND token = ?3 AND state = 'running'",
        )
        .bind(lease)
        .bind(id)
        .bind(token)
        .execute(&mut *connection)
        .await?;
        if renewed.rows_affected() == 1 {
            kept.insert(id, (token, until));
        }
    }
    Ok(kept)
}

/// Whether a lease ran out, or ends so late that a clock must have been wrong.
macro_rules! over {
    () => {
        "(EXISTS (SELECT 1 FROM webhook_inbox WHERE state = 'running' AND run_at <= ?1) \
          OR EXISTS (SELECT 1 FROM webhook_inbox WHERE state = 'running' AND run_at > ?2))"
    };
}
pub(super) use over;

/// Between these two times lie the leases that are good: one that ends later was written by a clock that was wrong.
pub(super) fn good_leases(now: i64, policy: &Policy) -> (i64, i64) {
    (now, now.saturating_add(span(policy.lease_ahead())))
}

/// Takes back the rows whose process no longer renews them. This counts as a crash, not as a failure of the handler. Call it
/// after [`renew`], so that a process whose clock jumped does not take back its own rows.
pub(super) async fn reap(
    connection: &mut SqliteConnection,
    now: i64,
    policy: &Policy,
) -> Result<u64, Fault> {
    let (past, future) = good_leases(now, policy);
    let reaped = sqlx::query(
        "UPDATE webhook_inbox SET state = CASE WHEN crashes + 1 >= ?3 THEN 'dead' ELSE 'queued' END, \
         done_at = CASE WHEN crashes + 1 >= ?3 THEN ?1 END, class = 'crashed', crashes = min(crashes + 1, 4294967295), \
         attempts = max(attempts - 1, 0), run_at = ?1 WHERE state = 'running' AND (run_at <= ?1 OR run_at > ?2)",
    )
    .bind(past)
    .bind(future)
    .bind(i64::from(policy.crashes))
    .execute(connection)
    .await?;
    Ok(reaped.rows_affected())
}
