//! What people look at, and what is cleaned up.

use std::sync::Arc;

use sqlx::{PgConnection, Postgres, Row as _};

use crate::batch::Waiting;
use crate::clock::{from_micros, span};
use crate::listing::listing;
use crate::policy::PURGE;
use crate::postgres::fault::Fault;
use crate::postgres::state::{Inner, now, read};
use crate::read::columns;
use crate::row::{Row, State};
use crate::store::{Depth, Filter, Purged};

const GET: &str = concat!(
    "SELECT ",
    columns!(),
    ", body FROM webhook_inbox WHERE id = $1"
);
const LIST: &str = concat!(
    "SELECT ",
    columns!(),
    ", NULL::bytea FROM webhook_inbox WHERE true"
);
const REMOVE: &str = "DELETE FROM webhook_inbox WHERE id IN (SELECT id FROM webhook_inbox WHERE state = $1 AND done_at < $2 \
     ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED)";
/// A page of done rows, and those that have the times of the page lose their bodies.
const BODIES: &str = "WITH page AS ( \
       SELECT max(done_at) AS last FROM (SELECT done_at FROM webhook_inbox WHERE state = 'done' AND done_at >= $1 \
         AND done_at < $2 ORDER BY done_at LIMIT $3) AS ended \
     ), emptied AS ( \
       UPDATE webhook_inbox SET body = NULL WHERE id IN ( \
         SELECT id FROM webhook_inbox WHERE state = 'done' AND done_at BETWEEN $1 AND (SELECT last FROM page) \
           AND body IS NOT NULL ORDER BY id FOR UPDATE) RETURNING 1 \
     ) SELECT last, (SELECT count(*) FROM emptied) FROM page";

/// Each part reads its own index, and one row for each line of its result.
const DEPTH: &str = "SELECT grp, state, rows, (SELECT received_at FROM webhook_inbox WHERE id = first) FROM ( \
       SELECT grp, 'queued' AS state, count(*) AS rows, min(id) AS first FROM webhook_inbox WHERE state = 'queued' GROUP BY grp \
       UNION ALL SELECT grp, 'running', count(*), min(id) FROM webhook_inbox WHERE state = 'running' GROUP BY grp \
       UNION ALL SELECT grp, state, count(*), min(id) FROM webhook_inbox WHERE done_at IS NOT NULL \
       AND state IN ('dead', 'conflict', 'unknown') GROUP BY grp, state) AS depths";

pub(super) async fn get(inner: Arc<Inner>, id: i64) -> Result<Option<Row>, Fault> {
    let mut begun = inner.lanes.looks.begin().await?;
    let row = sqlx::query(GET)
        .bind(id)
        .fetch_optional(&mut *begun)
        .await?;
    begun.commit().await?;
    row.as_ref().map(read).transpose()
}

pub(super) async fn list(inner: Arc<Inner>, filter: Filter) -> Result<Vec<Row>, Fault> {
    let mut begun = inner.lanes.looks.begin().await?;
    let mut list = listing::<Postgres>(LIST, "state", &filter);
    let rows = list.build().fetch_all(&mut *begun).await?;
    begun.commit().await?;
    rows.iter().map(read).collect()
}

/// One batch. Returns whether there may be more.
pub(super) async fn purge(inner: Arc<Inner>) -> Result<(Purged, bool), Fault> {
    let mut begun = inner.lanes.looks.begin().await?;
    let now = now(&mut begun, &inner).await?;
    let mut purged = Purged {
        wait: inner.may_purge(now),
        ..Purged::default()
    };
    if purged.wait.is_some() {
        begun.commit().await?;
        return Ok((purged, false));
    }
    let policy = &inner.policy;
    for (state, keep) in [
        (State::Done, policy.keep_done),
        (State::Dead, policy.keep_dead),
        (State::Conflict, policy.keep_conflicts),
        (State::Unknown, policy.keep_unknown),
    ] {
        let removed = sqlx::query(REMOVE)
            .bind(state.as_str())
            .bind(now.saturating_sub(span(keep)))
            .bind(PURGE)
            .execute(&mut *begun)
            .await?;
        purged.rows = purged.rows.saturating_add(removed.rows_affected());
    }
    let from = *inner.bodies_from();
    let page = sqlx::query(BODIES)
        .bind(from)
        .bind(now.saturating_sub(span(policy.keep_bodies)))
        .bind(PURGE)
        .fetch_one(&mut *begun)
        .await?;
    let last: Option<i64> = page.try_get(0)?;
    purged.bodies = u64::try_from(page.try_get::<i64, _>(1)?).unwrap_or(0);
    begun.commit().await?;
    if let Some(last) = last {
        *inner.bodies_from() = last.saturating_add(1);
    }
    Ok((purged, last.is_some() || purged.rows > 0))
}

pub(super) async fn now(connection: &mut PgConnection, inner: &Inner) -> Result<i64, Fault> {
    let now = sqlx::query_scalar(concat!("SELECT ", now!("$1")));
    let now = now.bind(inner.clock.offset());
    Ok(now.fetch_one(connection).await?)
}

pub(super) async fn depth(inner: Arc<Inner>) -> Result<Vec<Depth>, Fault> {
    let mut begun = inner.lanes.looks.begin().await?;
    let rows = sqlx::query(DEPTH).fetch_all(&mut *begun).await?;
    begun.commit().await?;
    let depths = rows.iter().map(|row| {
        let state: String = row.try_get(1)?;
        Ok(Depth {
            group: row.try_get::<Vec<u8>, _>(0)?.into(),
            state: State::from_text(&state).ok_or(Fault::Unreadable)?,
            rows: u64::try_from(row.try_get::<i64, _>(2)?).unwrap_or(0),
            oldest: row.try_get::<Option<i64>, _>(3)?.map(from_micros),
        })
    });
    depths.collect()
}

/// What counts towards a group's mark.
pub(super) async fn waiting(connection: &mut PgConnection) -> Result<Waiting, Fault> {
    let waiting = "SELECT grp, count(*) FROM webhook_inbox WHERE state = 'queued' GROUP BY grp \
         UNION ALL SELECT grp, count(*) FROM webhook_inbox WHERE state = 'running' GROUP BY grp";
    let mut waiting_rows = Waiting::new();
    for row in sqlx::query(waiting).fetch_all(connection).await? {
        let group: Vec<u8> = row.try_get(0)?;
        let group = waiting_rows.entry(group.into()).or_default();
        *group = group.saturating_add(u64::try_from(row.try_get::<i64, _>(1)?).unwrap_or(0));
    }
    Ok(waiting_rows)
}
