//! Runs: ended, renewed, and taken back from processes that died.

use std::collections::HashMap;

use sqlx::postgres::{PgBindIterExt as _, PgRow};
use sqlx::{PgConnection, Row as _};

use crate::clock::span;
use crate::ending::Ending;
use crate::postgres::fault::Fault;
use crate::postgres::state::{Inner, now};
use crate::row::State;
use crate::store::{Finished, Run, Verdict};

macro_rules! done {
    () => {
        concat!(
            "state = 'done', class = NULL, last_error = NULL, run_at = 0, done_at = ",
            now!("$3")
        )
    };
}
/// Every write about a run is fenced by it: the row, the token of the run, and that it still runs.
const DONE: &str = concat!(
    "WITH mine AS ( \
       SELECT webhook_inbox.id FROM unnest($1::bigint[], $2::bigint[]) AS given (id, token) JOIN webhook_inbox USING (id, token) \
       WHERE state = 'running' ORDER BY id FOR UPDATE OF webhook_inbox \
     ) UPDATE webhook_inbox SET ",
    done!(),
    " FROM mine WHERE webhook_inbox.id = mine.id RETURNING webhook_inbox.id, grp"
);
const OWNED: &str = "SELECT attempts, grp FROM webhook_inbox WHERE id = $1 AND token = $2 AND state = 'running' FOR UPDATE";
const WAIT: &str = concat!(
    "UPDATE webhook_inbox SET state = 'queued', class = coalesce($4, class), last_error = coalesce($5, last_error), \
     attempts = greatest(attempts - $6, 0), run_at = greatest($2 + ",
    now!("$3"),
    ", 1) WHERE id = $1"
);
const BURY: &str = concat!(
    "UPDATE webhook_inbox SET state = 'dead', class = $3, last_error = $4, run_at = 0, done_at = ",
    now!("$2"),
    " WHERE id = $1"
);
/// Locks in the order of numbers, as all do.
const RENEW: &str = concat!(
    "WITH mine AS ( \
       SELECT webhook_inbox.id FROM unnest($3::bigint[], $4::bigint[]) AS given (id, token) JOIN webhook_inbox USING (id, token) \
       WHERE state = 'running' ORDER BY id FOR UPDATE OF webhook_inbox \
     ) UPDATE webhook_inbox SET run_at = $2 + ",
    now!("$1"),
    " FROM mine WHERE webhook_inbox.id = mine.id RETURNING webhook_inbox.id, token"
);
/// A row that is locked is written by a process that lives.
const REAP: &str = concat!(
    "WITH clock AS MATERIALIZED (SELECT ",
    now!("$1"),
    " AS now), gone AS ( \
       SELECT id FROM webhook_inbox WHERE state = 'running' AND (run_at <= (SELECT now FROM clock) \
         OR run_at > (SELECT now FROM clock) + $2) ORDER BY id FOR UPDATE SKIP LOCKED \
     ) UPDATE webhook_inbox SET state = CASE WHEN crashes + 1 >= $3 THEN 'dead' ELSE 'queued' END, \
       done_at = CASE WHEN crashes + 1 >= $3 THEN (SELECT now FROM clock) END, class = 'crashed', crashes = least(crashes + 1, 4294967295), \
       attempts = greatest(attempts - 1, 0), run_at = (SELECT now FROM clock) FROM gone WHERE webhook_inbox.id = gone.id"
);

/// Writes the end of a run, if the run still owns its row.
pub(super) async fn finish(inner: &Inner, run: Run, verdict: &Verdict) -> Result<Finished, Fault> {
    let mut begun = inner.lanes.runs.begin().await?;
    inner.failpoints.reach("finish", "begun")?;
    let (finished, group) = end(&mut begun, inner, run, verdict).await?;
    inner.failpoints.reach("finish", "written")?;
    begun.commit().await?;
    inner.forget(run);
    if let Some(group) = group {
        inner.ended(&group);
    }
    inner.failpoints.reach("finish", "committed")?;
    Ok(finished)
}

/// Writes the ends of runs that succeeded, of those that still own their rows.
pub(super) async fn finish_done(inner: &Inner, all: &[Run]) -> Result<Vec<Finished>, Fault> {
    let mut begun = inner.lanes.runs.begin().await?;
    inner.failpoints.reach("finish", "begun")?;
    let mut done = end_done(&mut begun, inner, all).await?;
    inner.failpoints.reach("finish", "written")?;
    begun.commit().await?;
    let finished = all.iter().map(|run| {
        inner.forget(*run);
        // Once for each row: a second end of a run is fenced.
        match done.remove(&run.id) {
            None => Finished::Fenced,
            Some(group) => {
                inner.ended(&group);
                Finished::Now(State::Done)
            }
        }
    });
    let finished = finished.collect();
    inner.failpoints.reach("finish", "committed")?;
    Ok(finished)
}

/// The rows that were ended, with their groups.
async fn end_done(
    connection: &mut PgConnection,
    inner: &Inner,
    all: &[Run],
) -> Result<HashMap<i64, Vec<u8>>, Fault> {
    let rows = sqlx::query(DONE)
        .bind(all.iter().map(|run| run.id).bind_iter())
        .bind(all.iter().map(|run| run.token).bind_iter())
        .bind(inner.clock.offset())
        .fetch_all(connection)
        .await?;
    let row = |row: &PgRow| Ok((row.try_get(0)?, row.try_get(1)?));
    rows.iter().map(row).collect()
}

/// The end of a run that succeeded, in a table by this name, without parameters. Answers the group in hexadecimal digits. If the run
/// owns no row, the division by zero fails the transaction.
pub(super) fn done(table: &str, run: Run, offset: i64) -> String {
    const DONE: &str = done!();
    let Run { id, token } = run;
    let done = DONE.replace("$3", &offset.to_string());
    format!(
        "WITH done AS (UPDATE {table} SET {done} WHERE id = {id} AND token = {token} AND state = 'running' RETURNING grp) \
         SELECT encode((array_agg(grp))[1], 'hex'), 1 / count(*) FROM done"
    )
}

/// Returns the group of a row that no longer waits, too.
async fn end(
    connection: &mut PgConnection,
    inner: &Inner,
    run: Run,
    verdict: &Verdict,
) -> Result<(Finished, Option<Vec<u8>>), Fault> {
    let offset = inner.clock.offset();
    // The common end is one statement; the others depend on how often the row failed.
    let (failures, group) = match verdict {
        Verdict::Done => (0, None),
        _ => match owned(connection, run).await? {
            Some((failures, group)) => (failures, Some(group)),
            None => return Ok((Finished::Fenced, None)),
        },
    };
    match Ending::of(verdict, failures, &inner.policy) {
        Ending::Done => {
            let group = end_done(connection, inner, &[run]).await?.remove(&run.id);
            let finished = match group {
                Some(_) => Finished::Now(State::Done),
                None => Finished::Fenced,
            };
            Ok((finished, group))
        }
        Ending::Waits {
            wait,
            class,
            error,
            uncounted,
        } => {
            sqlx::query(WAIT)
                .bind(run.id)
                .bind(span(wait))
                .bind(offset)
                .bind(class)
                .bind(error.map(printable))
                .bind(uncounted)
                .execute(connection)
                .await?;
            Ok((Finished::Now(State::Queued), None))
        }
        Ending::Dead { class, error } => {
            bury(connection, inner, run.id, class, Some(error)).await?;
            Ok((Finished::Now(State::Dead), group))
        }
    }
}

/// The failures and the group of a row that the run owns.
async fn owned(connection: &mut PgConnection, run: Run) -> Result<Option<(u32, Vec<u8>)>, Fault> {
    let owned = sqlx::query(OWNED).bind(run.id).bind(run.token);
    let Some(owned) = owned.fetch_optional(connection).await? else {
        return Ok(None);
    };
    let failures = u32::try_from(owned.try_get::<i64, _>(0)?).unwrap_or(u32::MAX);
    Ok(Some((failures, owned.try_get(1)?)))
}

pub(super) async fn bury(
    connection: &mut PgConnection,
    inner: &Inner,
    id: i64,
    class: &str,
    error: Option<String>,
) -> Result<(), Fault> {
    sqlx::query(BURY)
        .bind(id)
        .bind(inner.clock.offset())
        .bind(class)
        .bind(error.map(printable))
        .execute(connection)
        .await?;
    Ok(())
}

/// Postgres keeps no zero byte in a text.
pub(super) fn printable(text: String) -> String {
    if text.contains('\0') {
        return text.replace('\0', "\u{fffd}");
    }
    text
}

/// Renews the leases of this process, and forgets the runs that lost theirs.
pub(super) async fn renew(connection: &mut PgConnection, inner: &Inner) -> Result<(), Fault> {
    let running = inner.clock.running();
    let mut live = inner.live().clone();
    live.retain(|_, (_, until)| *until > running);
    let mut kept = Vec::new();
    if !live.is_empty() {
        let renewed = sqlx::query(RENEW)
            .bind(inner.clock.offset())
            .bind(span(inner.policy.lease))
            .bind(live.keys().copied().bind_iter())
            .bind(live.values().map(|(token, _)| *token).bind_iter())
            .fetch_all(connection)
            .await?;
        for row in renewed {
            kept.push((row.try_get::<i64, _>(0)?, row.try_get::<i64, _>(1)?));
        }
    }
    // What was claimed meanwhile stays.
    inner.live().retain(|id, (token, until)| {
        let asked = live.get(id).is_some_and(|(asked, _)| asked == token);
        *until > running && (!asked || kept.contains(&(*id, *token)))
    });
    Ok(())
}

/// Takes back the rows whose process no longer renews them. This counts as a crash, not as a failure of the handler. The process
/// renews its own first, so that it does not take them back if its clock jumped.
pub(super) async fn reap(inner: &Inner) -> Result<(), Fault> {
    let mut begun = inner.lanes.runs.begin().await?;
    inner.failpoints.reach("reap", "begun")?;
    renew(&mut begun, inner).await?;
    sqlx::query(REAP)
        .bind(inner.clock.offset())
        .bind(span(inner.policy.lease_ahead()))
        .bind(i64::from(inner.policy.crashes))
        .execute(&mut *begun)
        .await?;
    inner.failpoints.reach("reap", "written")?;
    begun.commit().await?;
    inner.failpoints.reach("reap", "committed")?;
    Ok(())
}
