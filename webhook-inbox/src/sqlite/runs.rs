//! Runs: claimed, renewed, ended, and taken back from processes that died.

use std::collections::HashMap;
use std::time::Duration;

use bytes::Bytes;
use sqlx::{Row as _, SqliteConnection};

use crate::clock::span;
use crate::policy::{ERROR, LONGEST_WAIT, Policy};
use crate::row::{Row, State};
use crate::sqlite::fault::Fault;
use crate::sqlite::read::{self, columns};
use crate::store::{Finished, Run, Verdict};

/// Every write about a run is fenced by it: the row, the token of the run, and that it still runs.
const CLAIM: &str = concat!(
    "UPDATE webhook_inbox SET state = 'running', token = token + 1, attempts = attempts + 1, run_at = ?1 \
     WHERE id = ?2 AND state = 'queued' RETURNING ",
    columns!(),
    ", body"
);

const DONE: &str = "UPDATE webhook_inbox SET state = 'done', class = NULL, last_error = NULL, done_at = ?1, run_at = 0 \
     WHERE id = ?2 AND token = ?3 AND state = 'running' RETURNING grp";

/// The runs of this process: token, and until when they are renewed, by the clock that is never set.
pub(super) type Live = HashMap<i64, (i64, i64)>;

/// Takes the rows that still wait; another process may have been faster.
pub(super) async fn claim(
    connection: &mut SqliteConnection,
    ids: &[i64],
    now: i64,
    policy: &Policy,
) -> Result<Vec<Row>, Fault> {
    let lease = now.saturating_add(span(policy.lease));
    let mut rows = Vec::with_capacity(ids.len());
    for id in ids {
        let claimed = sqlx::query(CLAIM)
            .bind(lease)
            .bind(id)
            .fetch_optional(&mut *connection)
            .await?;
        match claimed.as_ref().map(read::row) {
            None => {}
            Some(Ok(row)) => rows.push(row),
            // A person wrote what cannot be. It must not stop the rows behind it.
            Some(Err(_)) => {
                bury(connection, *id, Some("unreadable"), None, now).await?;
            }
        }
    }
    Ok(rows)
}

/// Writes the end of a run, if the run still owns its row. Returns the group of a row that no longer waits.
pub(super) async fn finish(
    connection: &mut SqliteConnection,
    run: Run,
    verdict: &Verdict,
    now: i64,
    policy: &Policy,
) -> Result<(Finished, Option<Bytes>), Fault> {
    if *verdict == Verdict::Done {
        // The common end, in one statement.
        let done = sqlx::query(DONE)
            .bind(now)
            .bind(run.id)
            .bind(run.token)
            .fetch_optional(connection)
            .await?;
        let Some(done) = done else {
            return Ok((Finished::Fenced, None));
        };
        let group: Vec<u8> = done.try_get(0)?;
        return Ok((Finished::Now(State::Done), Some(group.into())));
    }
    let owned = sqlx::query(
        "SELECT attempts, grp FROM webhook_inbox WHERE id = ?1 AND token = ?2 AND state = 'running'",
    )
    .bind(run.id)
    .bind(run.token)
    .fetch_optional(&mut *connection)
    .await?;
    let Some(owned) = owned else {
        return Ok((Finished::Fenced, None));
    };
    let failures = u32::try_from(owned.try_get::<i64, _>(0)?).unwrap_or(u32::MAX);
    let (class, error, wait, uncounted) = match verdict {
        // A moment, so that a store that refuses every run is not asked without a pause.
        Verdict::Done | Verdict::GiveBack => (None, None, Some(Duration::from_secs(1)), 1),
        Verdict::Dead { class, error } => (Some(*class), Some(error.as_str()), None, 0),
        Verdict::Retry {
            class,
            error,
            after,
        } => {
            let wait = policy.wait(failures);
            let wait = wait.map(|wait| after.unwrap_or(wait).min(LONGEST_WAIT));
            (Some(*class), Some(error.as_str()), wait, 0)
        }
    };
    if let Some(wait) = wait {
        wait_for(connection, run.id, now, wait, class, error, uncounted).await?;
        return Ok((Finished::Now(State::Queued), None));
    }
    bury(connection, run.id, class, error, now).await?;
    let group: Vec<u8> = owned.try_get(1)?;
    Ok((Finished::Now(State::Dead), Some(group.into())))
}

async fn bury(
    connection: &mut SqliteConnection,
    id: i64,
    class: Option<&str>,
    error: Option<&str>,
    now: i64,
) -> Result<(), Fault> {
    sqlx::query(
        "UPDATE webhook_inbox SET state = 'dead', class = ?1, last_error = ?2, done_at = ?3, run_at = 0 WHERE id = ?4",
    )
    .bind(class.map(str::to_owned))
    .bind(error.map(cut))
    .bind(now)
    .bind(id)
    .execute(connection)
    .await?;
    Ok(())
}

async fn wait_for(
    connection: &mut SqliteConnection,
    id: i64,
    now: i64,
    wait: Duration,
    class: Option<&str>,
    error: Option<&str>,
    uncounted: i64,
) -> Result<(), Fault> {
    sqlx::query(
        "UPDATE webhook_inbox SET state = 'queued', run_at = ?1, class = coalesce(?2, class), \
         last_error = coalesce(?3, last_error), attempts = max(attempts - ?4, 0) WHERE id = ?5",
    )
    // Never 0, which is now.
    .bind(now.saturating_add(span(wait)).max(1))
    .bind(class.map(str::to_owned))
    .bind(error.map(cut))
    .bind(uncounted)
    .bind(id)
    .execute(connection)
    .await?;
    Ok(())
}

fn cut(error: &str) -> String {
    let end = error.floor_char_boundary(ERROR);
    error.get(..end).unwrap_or_default().to_owned()
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
pub(super) const OVER: &str = "SELECT EXISTS (SELECT 1 FROM webhook_inbox WHERE state = 'running' AND run_at <= ?1) \
     OR EXISTS (SELECT 1 FROM webhook_inbox WHERE state = 'running' AND run_at > ?2)";

/// The two times of [`OVER`] and of [`reap`].
pub(super) fn over(now: i64, policy: &Policy) -> (i64, i64) {
    let lease = span(policy.lease);
    (now, now.saturating_add(lease.saturating_mul(2)))
}

/// Takes back the rows whose process no longer renews them. This counts as a crash, not as a failure of the handler. Call it
/// after [`renew`], so that a process whose clock jumped does not take back its own rows.
pub(super) async fn reap(
    connection: &mut SqliteConnection,
    now: i64,
    policy: &Policy,
) -> Result<u64, Fault> {
    let (past, future) = over(now, policy);
    let reaped = sqlx::query(
        "UPDATE webhook_inbox SET state = CASE WHEN crashes + 1 >= ?3 THEN 'dead' ELSE 'queued' END, \
         done_at = CASE WHEN crashes + 1 >= ?3 THEN ?1 END, class = 'crashed', crashes = crashes + 1, \
         attempts = max(attempts - 1, 0), run_at = ?1 WHERE state = 'running' AND (run_at <= ?1 OR run_at > ?2)",
    )
    .bind(past)
    .bind(future)
    .bind(i64::from(policy.crashes))
    .execute(connection)
    .await?;
    Ok(reaped.rows_affected())
}
