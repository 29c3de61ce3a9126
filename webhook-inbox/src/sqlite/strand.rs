//! Rows that no program handles.

use bytes::Bytes;
use sqlx::{Row as _, SqliteConnection};

use crate::clock::span;
use crate::policy::{PURGE, Policy};
use crate::sqlite::fault::Fault;
use crate::store::Handled;

/// Walks the index of rows that are due at once only from one group and event to the next.
pub(super) const PAIRS: &str = "WITH RECURSIVE pairs (grp, event) AS ( \
       SELECT * FROM (SELECT grp, event FROM webhook_inbox WHERE state = 'queued' AND run_at = 0 ORDER BY grp, event LIMIT 1) \
       UNION ALL \
       SELECT next.grp, next.event FROM pairs JOIN webhook_inbox AS next ON next.id = ( \
         SELECT id FROM webhook_inbox WHERE state = 'queued' AND run_at = 0 AND (grp, event) > (pairs.grp, pairs.event) \
         ORDER BY grp, event LIMIT 1)) \
     SELECT grp, event FROM pairs";
/// A row that ran has a program that handles it. A group that was paused until now has had no time.
macro_rules! stranded {
    () => {
        "FROM webhook_inbox WHERE state = 'queued' AND grp = ?1 AND event = ?2 AND run_at = 0 AND attempts = 0 \
     AND received_at < ?3 AND NOT EXISTS (SELECT 1 FROM webhook_inbox_paused WHERE grp = ?1 \
     AND (resumed_at IS NULL OR resumed_at BETWEEN ?3 AND ?4))"
    };
}
const COUNT: &str = concat!("SELECT count(*) ", stranded!());
const END: &str = concat!(
    "UPDATE webhook_inbox SET state = 'dead', class = 'no_handler', done_at = ?4 WHERE id IN (SELECT id ",
    stranded!(),
    " LIMIT ?5)"
);

/// Groups and events that wait and are not handled, and how many of their rows are stranded.
pub(super) async fn pairs(
    connection: &mut SqliteConnection,
    handled: &[Handled],
    policy: &Policy,
    now: i64,
) -> Result<Vec<(Bytes, Bytes, u64)>, Fault> {
    let mut found = Vec::new();
    for row in sqlx::query(PAIRS).fetch_all(&mut *connection).await? {
        let (group, event): (Vec<u8>, Vec<u8>) = (row.try_get(0)?, row.try_get(1)?);
        let mut all = handled.iter();
        if all.any(|handled| handled.group == group && handled.event == event) {
            continue;
        }
        let count = sqlx::query_scalar::<_, i64>(COUNT)
            .bind(group.clone())
            .bind(event.clone())
            .bind(now.saturating_sub(span(policy.stranded)))
            .bind(now)
            .fetch_one(&mut *connection)
            .await?;
        let count = u64::try_from(count).unwrap_or(0);
        found.push((group.into(), event.into(), count));
    }
    Ok(found)
}

/// One batch.
pub(super) async fn end(
    connection: &mut SqliteConnection,
    group: &Bytes,
    event: &Bytes,
    policy: &Policy,
    now: i64,
) -> Result<u64, Fault> {
    let ended = sqlx::query(END)
        .bind(group.to_vec())
        .bind(event.to_vec())
        .bind(now.saturating_sub(span(policy.keep_stranded)))
        .bind(now)
        .bind(PURGE)
        .execute(connection)
        .await?;
    Ok(ended.rows_affected())
}
