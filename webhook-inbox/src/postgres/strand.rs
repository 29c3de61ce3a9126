//! Rows that no program handles.

use std::sync::Arc;

use bytes::Bytes;
use sqlx::{PgConnection, Row as _};

use crate::clock::span;
use crate::policy::PURGE;
use crate::postgres::admin;
use crate::postgres::fault::Fault;
use crate::postgres::state::Inner;
use crate::store::{Handled, Stranded};

/// Walks the index of waiting rows only from one group and event to the next.
const PAIRS: &str = "WITH RECURSIVE pairs AS ( \
       (SELECT grp, event FROM webhook_inbox WHERE state = 'queued' ORDER BY grp, event LIMIT 1) \
       UNION ALL \
       SELECT next.grp, next.event FROM pairs CROSS JOIN LATERAL ( \
         SELECT grp, event FROM webhook_inbox WHERE state = 'queued' AND (grp, event) > (pairs.grp, pairs.event) \
         ORDER BY grp, event LIMIT 1) AS next \
     ) SELECT grp, event FROM pairs";
/// One that is due at once waits since it arrived or was replayed, and one of a time since that, if it ran before. A group that was
/// paused until now has had no time.
macro_rules! stranded {
    () => {
        "FROM webhook_inbox WHERE state = 'queued' AND grp = $1 AND event = $2 \
     AND CASE run_at WHEN 0 THEN coalesce(replayed_at, received_at) ELSE run_at END < $3 AND NOT EXISTS (SELECT 1 FROM webhook_inbox_paused AS paused WHERE paused.grp = $1 \
     AND (resumed_at IS NULL OR resumed_at BETWEEN $3 AND $4))"
    };
}
const COUNT: &str = concat!("SELECT count(*) ", stranded!());
const END: &str = concat!(
    "UPDATE webhook_inbox SET state = 'dead', class = 'no_handler', done_at = $4 WHERE id IN (SELECT id ",
    stranded!(),
    " ORDER BY id LIMIT $5 FOR UPDATE SKIP LOCKED)"
);

/// Counts rows of groups and events that are not handled.
pub(super) async fn count(
    inner: Arc<Inner>,
    handled: Vec<Handled>,
) -> Result<(Stranded, Vec<(Bytes, Bytes)>), Fault> {
    let mut begun = inner.lanes.looks.begin().await?;
    let now = admin::now(&mut begun, &inner).await?;
    let mut stranded = Stranded {
        wait: inner.may_purge(now),
        ..Stranded::default()
    };
    let mut found = Vec::new();
    for row in sqlx::query(PAIRS).fetch_all(&mut *begun).await? {
        let (group, event): (Vec<u8>, Vec<u8>) = (row.try_get(0)?, row.try_get(1)?);
        let mut all = handled.iter();
        if all.any(|handled| handled.group == group && handled.event == event) {
            continue;
        }
        let since = now.saturating_sub(span(inner.policy.stranded));
        let waiting = waiting(&mut begun, &group, &event, (since, now)).await?;
        stranded.waiting = stranded.waiting.saturating_add(waiting);
        found.push((group.into(), event.into()));
    }
    begun.commit().await?;
    Ok((stranded, found))
}

async fn waiting(
    connection: &mut PgConnection,
    group: &[u8],
    event: &[u8],
    (since, now): (i64, i64),
) -> Result<u64, Fault> {
    let count = sqlx::query_scalar::<_, i64>(COUNT).bind(group);
    let count = count.bind(event).bind(since).bind(now);
    let count = count.fetch_one(connection).await?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// One batch.
pub(super) async fn end(inner: Arc<Inner>, group: Bytes, event: Bytes) -> Result<u64, Fault> {
    let mut begun = inner.lanes.looks.begin().await?;
    let now = admin::now(&mut begun, &inner).await?;
    let ended = sqlx::query(END)
        .bind(&*group)
        .bind(&*event)
        .bind(now.saturating_sub(span(inner.policy.keep_stranded)))
        .bind(now)
        .bind(PURGE)
        .execute(&mut *begun)
        .await?;
    begun.commit().await?;
    let ended = ended.rows_affected();
    if let Some(waiting) = inner.waiting().get_mut(&*group) {
        *waiting = waiting.saturating_sub(ended);
    }
    Ok(ended)
}
