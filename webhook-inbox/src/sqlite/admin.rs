//! What people do: look, run again, clean up.

use bytes::Bytes;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, Sqlite, SqliteConnection};

use crate::batch::Waiting;
use crate::clock::{from_micros, span};
use crate::listing::listing;
use crate::policy::{PURGE, Policy};
use crate::read::columns;
use crate::row::{Row, State};
use crate::sqlite::effects::run_sql;
use crate::sqlite::fault::Fault;
use crate::sqlite::state::read;
use crate::store::{Depth, Filter, Purged, Recognised, Replayed};

const GET: &str = concat!(
    "SELECT ",
    columns!(),
    ", body FROM webhook_inbox WHERE id = ?1"
);
const LIST: &str = concat!(
    "SELECT ",
    columns!(),
    ", NULL FROM webhook_inbox WHERE true"
);
/// The groups of what waits or runs, of a delivery and its replays.
pub(super) const OF_A_DELIVERY: &str = "SELECT grp FROM webhook_inbox WHERE (id = ?1 OR replay_of = ?1) \
     AND +state IN ('queued', 'running')";
const COPIED: &str = "grp, owner, event, id_kind, delivery_id, variant, digest, received_at, item_index, item_count, key_id, \
     trace, method, uri, headers, body";

pub(super) async fn get(connection: &mut SqliteConnection, id: i64) -> Result<Option<Row>, Fault> {
    let row = sqlx::query(GET).bind(id).fetch_optional(connection).await?;
    row.as_ref().map(read).transpose()
}

pub(super) async fn list(
    connection: &mut SqliteConnection,
    filter: &Filter,
) -> Result<Vec<Row>, Fault> {
    let mut list = listing::<Sqlite>(LIST, "+state", filter);
    let rows = list.build().fetch_all(connection).await?;
    rows.iter().map(read).collect()
}

pub(super) async fn replay(
    connection: &mut SqliteConnection,
    id: i64,
    recognised: Option<&Recognised>,
    now: i64,
) -> Result<Replayed, Fault> {
    let found =
        sqlx::query("SELECT state, body IS NULL, event = x'' FROM webhook_inbox WHERE id = ?1")
            .bind(id)
            .fetch_optional(&mut *connection)
            .await?;
    let Some(found) = found else {
        return Ok(Replayed::Missing);
    };
    let state = State::from_text(found.try_get(0)?).ok_or(Fault::Unreadable)?;
    let without_body: bool = found.try_get(1)?;
    let without_event: bool = found.try_get(2)?;
    match (state, recognised) {
        (State::Queued | State::Running, _) => Ok(Replayed::Waiting),
        _ if without_body => Ok(Replayed::BodyPurged),
        (_, None) if without_event => Ok(Replayed::NoEvent),
        (_, Some(recognised)) if without_event => rename(connection, id, recognised, now).await,
        (State::Dead | State::Unknown, _) => {
            sqlx::query(
                "UPDATE webhook_inbox SET state = 'queued', class = NULL, last_error = NULL, attempts = 0, crashes = 0, \
                 run_at = 0, done_at = NULL, replays = replays + 1, replayed_at = ?2 WHERE id = ?1",
            )
            .bind(id)
            .bind(now)
            .execute(connection)
            .await?;
            Ok(Replayed::Queued(id))
        }
        (State::Done | State::Conflict, _) => {
            let insert = format!(
                "INSERT INTO webhook_inbox ({COPIED}, state, run_at, replays, replayed_at, replay_of) SELECT {COPIED}, 'queued', 0, 1, \
                 ?2, coalesce(replay_of, id) FROM webhook_inbox WHERE id = ?1"
            );
            let insert = sqlx::query(sqlx::AssertSqlSafe(insert));
            let row = insert.bind(id).bind(now).execute(connection).await?;
            Ok(Replayed::Queued(row.last_insert_rowid()))
        }
    }
}

/// The row takes its event's key, unless the delivery came again after the program knew the event. If the key belongs to a
/// delivery with another digest, the row is in conflict with it.
async fn rename(
    connection: &mut SqliteConnection,
    id: i64,
    recognised: &Recognised,
    now: i64,
) -> Result<Replayed, Fault> {
    let moved = sqlx::query(
        "UPDATE OR IGNORE webhook_inbox SET event = ?1, id_kind = ?2, \
         delivery_id = CASE ?2 WHEN 5 THEN randomblob(16) ELSE ?3 END, state = 'queued', class = NULL, \
         last_error = NULL, run_at = 0, done_at = NULL, replays = replays + 1, replayed_at = ?5 WHERE id = ?4",
    )
    .bind(recognised.event.to_vec())
    .bind(recognised.id.kind.number())
    .bind(recognised.id.bytes.to_vec())
    .bind(id)
    .bind(now)
    .execute(&mut *connection)
    .await?;
    if moved.rows_affected() == 1 {
        return Ok(Replayed::Queued(id));
    }
    let conflict = sqlx::query(
        "UPDATE OR IGNORE webhook_inbox SET event = ?1, id_kind = ?2, delivery_id = ?3, variant = digest, state = 'conflict', \
         class = NULL, last_error = NULL WHERE id = ?4 AND NOT EXISTS (SELECT 1 FROM webhook_inbox AS other \
         WHERE other.grp = webhook_inbox.grp AND other.owner = webhook_inbox.owner AND other.event = ?1 AND other.id_kind = ?2 \
         AND other.delivery_id = ?3 AND other.digest = webhook_inbox.digest AND other.replay_of IS NULL)",
    )
    .bind(recognised.event.to_vec())
    .bind(recognised.id.kind.number())
    .bind(recognised.id.bytes.to_vec())
    .bind(id)
    .execute(&mut *connection)
    .await?;
    if conflict.rows_affected() == 1 {
        return Ok(Replayed::Conflict);
    }
    sqlx::query(
        "UPDATE webhook_inbox SET state = 'done', class = 'known', last_error = NULL WHERE id = ?1",
    )
    .bind(id)
    .execute(connection)
    .await?;
    Ok(Replayed::Known)
}

/// Returns the group of a row that waited or ran. A late end of its run finds it dead, and changes nothing.
pub(super) async fn mark_dead(
    connection: &mut SqliteConnection,
    id: i64,
    now: i64,
) -> Result<Option<Bytes>, Fault> {
    let ended = sqlx::query(
        "UPDATE webhook_inbox SET state = 'dead', class = 'by_hand', done_at = ?1, run_at = 0 WHERE id = ?2 \
         AND state IN ('queued', 'running') RETURNING grp",
    );
    let ended = ended.bind(now).bind(id).fetch_optional(connection).await?;
    let group = ended.map(|row| row.try_get::<Vec<u8>, _>(0)).transpose()?;
    Ok(group.map(Bytes::from))
}

/// The delivery and its replays. Returns whether there was such a row, and the group of each that waited or ran.
pub(super) async fn erase(
    connection: &mut SqliteConnection,
    id: i64,
    now: i64,
) -> Result<(bool, Vec<Bytes>), Fault> {
    let first: Option<i64> =
        sqlx::query_scalar("SELECT coalesce(replay_of, id) FROM webhook_inbox WHERE id = ?1")
            .bind(id)
            .fetch_optional(&mut *connection)
            .await?;
    let Some(first) = first else {
        return Ok((false, Vec::new()));
    };
    let waiting = sqlx::query(OF_A_DELIVERY)
        .bind(first)
        .fetch_all(&mut *connection)
        .await?;
    let group = |row: &SqliteRow| Ok(row.try_get::<Vec<u8>, _>(0)?.into());
    let waiting: Vec<Bytes> = waiting.iter().map(group).collect::<Result<_, Fault>>()?;
    // Else the pages of a long body stay as they are until they are used again.
    run_sql(connection, "PRAGMA secure_delete = ON").await?;
    sqlx::query(
        "UPDATE webhook_inbox SET state = 'done', class = 'erased', run_at = 0, last_error = NULL, key_id = NULL, trace = NULL, \
         uri = x'', headers = x'', body = NULL, done_at = CASE state WHEN 'done' THEN done_at ELSE ?1 END \
         WHERE id = ?2 OR replay_of = ?2",
    )
    .bind(now)
    .bind(first)
    .execute(&mut *connection)
    .await?;
    run_sql(connection, "PRAGMA secure_delete = FAST").await?;
    // Those of earlier versions of the row: every write of a row with a long body leaves some.
    give_back(connection).await?;
    Ok((true, waiting))
}

/// Pages that rows left. The file was made for it.
async fn give_back(connection: &mut SqliteConnection) -> Result<(), Fault> {
    run_sql(connection, "PRAGMA incremental_vacuum(1000)").await
}

/// One batch, and whether there may be more. `bodies_from` is how far bodies were removed before.
pub(super) async fn purge(
    connection: &mut SqliteConnection,
    policy: &Policy,
    now: i64,
    bodies_from: &mut i64,
) -> Result<(Purged, bool), Fault> {
    let mut purged = Purged::default();
    for (state, keep) in [
        (State::Done, policy.keep_done),
        (State::Dead, policy.keep_dead),
        (State::Conflict, policy.keep_conflicts),
        (State::Unknown, policy.keep_unknown),
    ] {
        let removed = sqlx::query(
            "DELETE FROM webhook_inbox WHERE id IN \
             (SELECT id FROM webhook_inbox WHERE state = ?1 AND done_at < ?2 LIMIT ?3)",
        )
        .bind(state.as_str())
        .bind(now.saturating_sub(span(keep)))
        .bind(PURGE)
        .execute(&mut *connection)
        .await?;
        purged.rows = purged.rows.saturating_add(removed.rows_affected());
    }
    // Of the last batch.
    give_back(connection).await?;
    let until = now.saturating_sub(span(policy.keep_bodies));
    let page = sqlx::query(
        "SELECT max(done_at), count(*) FROM (SELECT done_at FROM webhook_inbox WHERE state = 'done' AND done_at >= ?1 \
         AND done_at < ?2 ORDER BY done_at LIMIT ?3)",
    )
    .bind(*bodies_from)
    .bind(until)
    .bind(PURGE)
    .fetch_one(&mut *connection)
    .await?;
    let last: Option<i64> = page.try_get(0)?;
    if let Some(last) = last {
        let bodies = sqlx::query(
            "UPDATE webhook_inbox SET body = NULL WHERE state = 'done' AND done_at BETWEEN ?1 AND ?2 AND body IS NOT NULL",
        )
        .bind(*bodies_from)
        .bind(last)
        .execute(connection)
        .await?;
        purged.bodies = bodies.rows_affected();
        *bodies_from = last.saturating_add(1);
    }
    Ok((purged, last.is_some() || purged.rows > 0))
}

/// What waits, counted in the two indexes of what waits. The first is that of the smallest id.
macro_rules! queued {
    () => {
        "SELECT grp, 'queued' AS state, count(*) AS rows, min(id) AS first FROM webhook_inbox WHERE state = 'queued' AND run_at = 0 \
         GROUP BY grp UNION ALL SELECT grp, 'queued', count(*), min(id) FROM webhook_inbox WHERE state = 'queued' AND run_at <> 0 \
         GROUP BY grp UNION ALL SELECT grp, 'running', count(*), min(id) FROM webhook_inbox WHERE state = 'running' GROUP BY grp"
    };
}
/// Each part reads its own index, and one row for each line of its result.
pub(super) const DEPTH: &str = concat!(
    "SELECT grp, state, rows, (SELECT received_at FROM webhook_inbox WHERE id = first) FROM ( \
       SELECT grp, state, sum(rows) AS rows, min(first) AS first FROM (",
    queued!(),
    " UNION ALL SELECT grp, state, count(*), min(id) FROM webhook_inbox WHERE done_at IS NOT NULL \
     AND state IN ('dead', 'conflict', 'unknown') GROUP BY grp, state) GROUP BY grp, state)"
);
const WAITING: &str = concat!("SELECT grp, sum(rows) FROM (", queued!(), ") GROUP BY grp");

pub(super) async fn depth(connection: &mut SqliteConnection) -> Result<Vec<Depth>, Fault> {
    let rows = sqlx::query(DEPTH).fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            Ok(Depth {
                group: row.try_get::<Vec<u8>, _>(0)?.into(),
                state: State::from_text(row.try_get(1)?).ok_or(Fault::Unreadable)?,
                rows: u64::try_from(row.try_get::<i64, _>(2)?).unwrap_or(0),
                oldest: row.try_get::<Option<i64>, _>(3)?.map(from_micros),
            })
        })
        .collect()
}

/// What counts towards a group's mark.
pub(super) async fn waiting(connection: &mut SqliteConnection) -> Result<Waiting, Fault> {
    let rows = sqlx::query(WAITING).fetch_all(connection).await?;
    let mut waiting = Waiting::new();
    for row in rows {
        let group: Vec<u8> = row.try_get(0)?;
        let group = waiting.entry(group.into()).or_default();
        *group = group.saturating_add(u64::try_from(row.try_get::<i64, _>(1)?).unwrap_or(0));
    }
    Ok(waiting)
}
