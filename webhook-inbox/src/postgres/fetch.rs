//! Takes rows that are due.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use sqlx::PgConnection;
use sqlx::Row as _;
use sqlx::postgres::{PgBindIterExt as _, PgRow};

use crate::clock::span;
use crate::policy::LONGEST_WAIT;
use crate::postgres::fault::Fault;
use crate::postgres::runs;
use crate::postgres::state::{Inner, now, read};
use crate::read::columns;
use crate::row::Row;
use crate::store::{Fetch, Fetched, Run};

/// The events that this program handles, without those of groups that are paused.
macro_rules! handled {
    () => {
        "handled AS MATERIALIZED ( \
           SELECT grp, event, min(place) OVER (PARTITION BY grp) AS place \
           FROM unnest($4::bytea[], $5::bytea[]) WITH ORDINALITY AS given (grp, event, place) \
           WHERE grp NOT IN (SELECT paused.grp FROM webhook_inbox_paused AS paused WHERE resumed_at IS NULL) \
         )"
    };
}

/// Rows that are due and have to run alone. They are read by their own index, which is empty as a rule: a server that knows
/// nothing about the table yet would walk those of the group.
macro_rules! suspects {
    () => {
        "suspects AS MATERIALIZED ( \
           SELECT id, grp, event, run_at FROM webhook_inbox WHERE state = 'queued' AND crashes >= 3 \
         ), alone AS MATERIALIZED ( \
           SELECT id, run_at FROM suspects WHERE (grp, event) IN (SELECT grp, event FROM handled) \
             AND (run_at <= (SELECT now FROM clock) OR run_at > (SELECT now FROM clock) + $3) \
         )"
    };
}

/// Whether a lease ran out, or ends so late that a clock must have been wrong; and whether a row waits that has to run alone.
const LOOK: &str = concat!(
    "WITH clock AS MATERIALIZED (SELECT ",
    now!("$1"),
    " AS now), ",
    handled!(),
    ", ",
    suspects!(),
    " SELECT EXISTS (SELECT 1 FROM webhook_inbox WHERE state = 'running' AND run_at <= (SELECT now FROM clock)) \
         OR EXISTS (SELECT 1 FROM webhook_inbox WHERE state = 'running' AND run_at > (SELECT now FROM clock) + $2), \
       EXISTS (SELECT 1 FROM alone)"
);

/// What happens to the rows that were taken.
macro_rules! run {
    () => {
        concat!(
            // What a person wrote may be the largest number.
            " UPDATE webhook_inbox SET state = 'running', token = CASE token WHEN 9223372036854775807 THEN 1 ELSE token + 1 END, \
             attempts = least(attempts + 1, 4294967295), run_at = (SELECT now FROM clock) + $2 FROM taken WHERE id = taken_id RETURNING ",
            columns!(),
            ", body, place"
        )
    };
}

/// Rows of now carry no time, so that no clock can hold them up, and have not crashed. Rows of a time are due when it comes; a
/// time that is further ahead than any wait was written by a clock that was wrong. Both kinds take turns, and so do groups; within
/// one, the oldest come first. What one kind does not need is for the other.
///
/// Rows that another process has locked are left to it. So of each event more rows are looked at than taken, `$7`.
const CLAIM: &str = concat!(
    "WITH clock AS MATERIALIZED (SELECT ",
    now!("$1"),
    " AS now), ",
    handled!(),
    ", timed AS ( \
       SELECT due.id, row_number() OVER (ORDER BY due.run_at) AS turn, 0 AS kind FROM handled CROSS JOIN LATERAL ( \
         (SELECT id, run_at FROM webhook_inbox WHERE state = 'queued' AND grp = handled.grp AND event = handled.event \
           AND run_at > 0 AND run_at <= (SELECT now FROM clock) AND crashes < 3 ORDER BY run_at LIMIT $7) \
         UNION ALL \
         (SELECT id, run_at FROM webhook_inbox WHERE state = 'queued' AND grp = handled.grp AND event = handled.event \
           AND run_at > (SELECT now FROM clock) + $3 AND crashes < 3 ORDER BY run_at LIMIT $7)) AS due \
     ), fresh AS ( \
       SELECT id, row_number() OVER (ORDER BY turn, place) AS turn, 1 AS kind FROM ( \
         SELECT due.id, handled.place, row_number() OVER (PARTITION BY handled.grp ORDER BY due.id) AS turn \
         FROM handled CROSS JOIN LATERAL ( \
           SELECT id FROM webhook_inbox WHERE state = 'queued' AND grp = handled.grp AND event = handled.event \
             AND run_at = 0 ORDER BY id LIMIT $7) AS due) AS turns \
     ), taken AS ( \
       SELECT webhook_inbox.id AS taken_id, 2 * turn + abs(kind - $8) AS place \
       FROM (SELECT * FROM timed UNION ALL SELECT * FROM fresh) AS due JOIN webhook_inbox USING (id) \
       WHERE state = 'queued' ORDER BY place LIMIT $6 FOR UPDATE OF webhook_inbox SKIP LOCKED \
     )",
    run!()
);

/// One row that has crashed often.
const CLAIM_SUSPECT: &str = concat!(
    "WITH clock AS MATERIALIZED (SELECT ",
    now!("$1"),
    " AS now), ",
    handled!(),
    ", ",
    suspects!(),
    ", taken AS ( \
       SELECT id AS taken_id, 0::bigint AS place FROM alone JOIN webhook_inbox USING (id) \
       WHERE state = 'queued' ORDER BY alone.run_at LIMIT 1 FOR UPDATE OF webhook_inbox SKIP LOCKED \
     )",
    run!()
);

/// Takes back what crashed, and then takes what is due.
pub(super) async fn fetch(inner: Arc<Inner>, fetch: Fetch) -> Result<Fetched, Fault> {
    let mut begun = inner.lanes.runs.begin().await?;
    let (over, mut suspects) = look(&mut begun, &inner, &fetch).await?;
    if over {
        begun.commit().await?;
        runs::reap(&inner).await?;
        begun = inner.lanes.runs.begin().await?;
        (_, suspects) = look(&mut begun, &inner, &fetch).await?;
    }
    let mut fetched = Fetched {
        rows: Vec::new(),
        suspects,
    };
    if fetch.limit > 0 && !fetch.handled.is_empty() && (suspects || !fetch.suspects) {
        inner.failpoints.reach("claim", "begun")?;
        // If none of them can be read, others wait behind them.
        while !claim(&mut begun, &inner, &fetch, &mut fetched.rows).await? {}
        inner.failpoints.reach("claim", "written")?;
    }
    begun.commit().await?;
    if !fetched.rows.is_empty() {
        remember(&inner, &fetch, &fetched.rows);
        inner.failpoints.reach("claim", "committed")?;
    }
    Ok(fetched)
}

async fn look(
    connection: &mut PgConnection,
    inner: &Inner,
    fetch: &Fetch,
) -> Result<(bool, bool), Fault> {
    let handled = &fetch.handled;
    let look = sqlx::query(LOOK)
        .bind(inner.clock.offset())
        .bind(span(inner.policy.lease_ahead()))
        .bind(far())
        .bind(handled.iter().map(|handled| &*handled.group).bind_iter())
        .bind(handled.iter().map(|handled| &*handled.event).bind_iter())
        .fetch_one(connection)
        .await?;
    Ok((look.try_get(0)?, look.try_get(1)?))
}

/// Returns whether there is nothing more to take.
async fn claim(
    connection: &mut PgConnection,
    inner: &Inner,
    fetch: &Fetch,
    rows: &mut Vec<Row>,
) -> Result<bool, Fault> {
    let turn = inner.turn.fetch_add(1, Ordering::Relaxed);
    // Each time another group is the first, so that a fetch of one row takes them in turn, too.
    let handled = || {
        let (all, first) = (fetch.handled.len(), turn / 2);
        let handled = fetch.handled.iter().cycle();
        handled.skip(first.checked_rem(all).unwrap_or(0)).take(all)
    };
    let claim = if fetch.suspects { CLAIM_SUSPECT } else { CLAIM };
    let mut claim = sqlx::query(claim)
        .bind(inner.clock.offset())
        .bind(span(inner.policy.lease))
        .bind(far())
        .bind(handled().map(|handled| &*handled.group).bind_iter())
        .bind(handled().map(|handled| &*handled.event).bind_iter());
    if !fetch.suspects {
        let limit = i64::try_from(fetch.limit).unwrap_or(i64::MAX);
        claim = claim
            .bind(limit)
            .bind(limit.saturating_mul(4))
            .bind(i32::from(turn.is_multiple_of(2)));
    }
    let mut claimed = claim.fetch_all(&mut *connection).await?;
    claimed.sort_by_key(|row| row.try_get::<i64, _>("place").unwrap_or(0));
    for row in &claimed {
        match read(row) {
            Ok(row) => rows.push(row),
            // A person wrote what cannot be. It must not stop the rows behind it.
            Err(_) => bury(connection, inner, row).await?,
        }
    }
    Ok(!rows.is_empty() || claimed.is_empty())
}

async fn bury(connection: &mut PgConnection, inner: &Inner, row: &PgRow) -> Result<(), Fault> {
    let id = row.try_get(0)?;
    runs::bury(connection, inner, id, "unreadable", None).await
}

/// No wait is as long.
fn far() -> i64 {
    span(LONGEST_WAIT).saturating_add(1)
}

/// From here on the leases are renewed.
fn remember(inner: &Inner, fetch: &Fetch, rows: &[Row]) {
    let running = inner.clock.running();
    let mut live = inner.live();
    for row in rows {
        let mut all = fetch.handled.iter();
        let this = all.find(|this| this.group == row.group && this.event == row.event);
        let deadline = this.map(|this| this.deadline).unwrap_or_default();
        let until = span(deadline.saturating_add(inner.policy.lease));
        live.insert(row.id, (row.token, running.saturating_add(until)));
    }
}

/// Rows whose worker went away before it had them; else they would be renewed until their deadline, and counted as crashed.
pub(super) async fn give_back(inner: &Inner, rows: &[Row]) -> Result<(), Fault> {
    for row in rows {
        runs::finish(inner, Run::from(row), &crate::store::Verdict::GiveBack).await?;
    }
    Ok(())
}
