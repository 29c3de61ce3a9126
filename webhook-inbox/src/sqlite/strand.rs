//! Rows that no program handles.

use std::collections::BTreeSet;

use bytes::Bytes;
use sqlx::{Row as _, SqliteConnection};

use crate::clock::span;
use crate::policy::{PURGE, Policy};
use crate::sqlite::fault::Fault;
use crate::store::Handled;

/// Walks an index of waiting rows only from one group and event to the next: of those that are due at once, or of those that have
/// a time.
macro_rules! pairs {
    ($kind:literal) => {
        concat!(
            "WITH RECURSIVE pairs (grp, event) AS ( \
               SELECT * FROM (SELECT grp, event FROM webhook_inbox WHERE state = 'queued' AND run_at ",
            $kind,
            " ORDER BY grp, event LIMIT 1) \
               UNION ALL \
               SELECT next.grp, next.event FROM pairs JOIN webhook_inbox AS next ON next.id = ( \
                 SELECT id FROM webhook_inbox WHERE state = 'queued' AND run_at ",
            $kind,
            " AND (grp, event) > (pairs.grp, pairs.event) ORDER BY grp, event LIMIT 1)) \
             SELECT grp, event FROM pairs"
        )
    };
}
pub(super) const PAIRS: &str = pairs!("= 0");
pub(super) const PAIRS_OF_A_TIME: &str = pairs!("<> 0");
/// One that is due at once waits since it arrived or was replayed, and one of a time since that, if it ran before. A group that was
/// paused until now has had no time.
macro_rules! stranded {
    () => {
        "FROM webhook_inbox WHERE state = 'queued' AND grp = ?1 AND event = ?2 \
     AND CASE run_at WHEN 0 THEN coalesce(replayed_at, received_at) ELSE run_at END < ?3 AND NOT EXISTS (SELECT 1 FROM webhook_inbox_paused WHERE grp = ?1 \
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
    let mut waiting = BTreeSet::new();
    for pairs in [PAIRS, PAIRS_OF_A_TIME] {
        for row in sqlx::query(pairs).fetch_all(&mut *connection).await? {
            let pair: (Vec<u8>, Vec<u8>) = (row.try_get(0)?, row.try_get(1)?);
            waiting.insert(pair);
        }
    }
    let mut found = Vec::new();
    for (group, event) in waiting {
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
