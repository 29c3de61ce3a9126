//! What people do with rows: run again, end, erase; and with groups: pause.

use std::sync::Arc;

use bytes::Bytes;
use sqlx::{PgConnection, Row as _};

use crate::postgres::fault::Fault;
use crate::postgres::lane::Begun;
use crate::postgres::state::{Inner, now};
use crate::row::State;
use crate::store::{Recognised, Replayed};

/// The row, and the one that it replays: locked together, so that no replay appears while they are erased.
const FOUND: &str = "SELECT id, state, body IS NULL, event = ''::bytea FROM webhook_inbox \
     WHERE id = $1 OR id = (SELECT replay_of FROM webhook_inbox WHERE id = $1) ORDER BY id FOR UPDATE";
const REQUEUE: &str = concat!(
    "UPDATE webhook_inbox SET state = 'queued', class = NULL, last_error = NULL, attempts = 0, crashes = 0, run_at = 0, \
     done_at = NULL, replays = replays + 1, replayed_at = ",
    now!("$2"),
    " WHERE id = $1"
);
macro_rules! copied {
    () => {
        "grp, owner, event, id_kind, delivery_id, variant, digest, received_at, item_index, item_count, key_id, trace, method, \
         uri, headers, body"
    };
}
const COPY: &str = concat!(
    "INSERT INTO webhook_inbox (",
    copied!(),
    ", state, run_at, replays, replayed_at, replay_of) SELECT ",
    copied!(),
    ", 'queued', 0, 1, ",
    now!("$2"),
    ", coalesce(replay_of, id) FROM webhook_inbox WHERE id = $1 RETURNING id"
);
/// Unless another row of the key is like this.
macro_rules! of_key {
    () => {
        " WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM webhook_inbox AS other WHERE other.grp = webhook_inbox.grp \
           AND other.owner = webhook_inbox.owner AND other.event = $2 AND other.id_kind = $3 AND other.delivery_id = $4 \
           AND other.replay_of IS NULL AND "
    };
}
/// Unless the delivery came again after the program knew the event.
const RENAME: &str = concat!(
    "UPDATE webhook_inbox SET event = $2, id_kind = $3, \
       delivery_id = CASE $3 WHEN 5 THEN uuid_send(gen_random_uuid()) ELSE $4 END, state = 'queued', class = NULL, \
       last_error = NULL, run_at = 0, done_at = NULL, replays = replays + 1, replayed_at = ",
    now!("$5"),
    of_key!(),
    "other.variant = webhook_inbox.variant)"
);
/// The key belongs to a delivery with another digest.
const CONFLICT: &str = concat!(
    "UPDATE webhook_inbox SET event = $2, id_kind = $3, delivery_id = $4, variant = digest, state = 'conflict', class = NULL, \
       last_error = NULL",
    of_key!(),
    "other.digest = webhook_inbox.digest)"
);
const KNOWN: &str =
    "UPDATE webhook_inbox SET state = 'done', class = 'known', last_error = NULL WHERE id = $1";
const MARK_DEAD: &str = concat!(
    "UPDATE webhook_inbox SET state = 'dead', class = 'by_hand', run_at = 0, done_at = ",
    now!("$2"),
    " WHERE id = $1 AND state IN ('queued', 'running') RETURNING grp"
);
const OF_A_DELIVERY: &str =
    "SELECT grp, state FROM webhook_inbox WHERE id = $1 OR replay_of = $1 ORDER BY id FOR UPDATE";
const ERASE: &str = concat!(
    "UPDATE webhook_inbox SET state = 'done', class = 'erased', run_at = 0, last_error = NULL, key_id = NULL, trace = NULL, \
       uri = '', headers = '', body = NULL, done_at = CASE state WHEN 'done' THEN done_at ELSE ",
    now!("$2"),
    " END WHERE id = $1 OR replay_of = $1"
);
const PAUSE: &str = "INSERT INTO webhook_inbox_paused (grp) VALUES ($1) ON CONFLICT (grp) DO UPDATE SET resumed_at = NULL";
const RESUME: &str = concat!(
    "UPDATE webhook_inbox_paused SET resumed_at = ",
    now!("$2"),
    " WHERE grp = $1 AND resumed_at IS NULL"
);

/// Commits what a person did.
async fn commit(inner: &Inner, operation: &str, begun: Begun<'_>) -> Result<(), Fault> {
    inner.failpoints.reach(operation, "written")?;
    begun.commit().await?;
    inner.failpoints.reach(operation, "committed")?;
    Ok(())
}

async fn begin<'a>(inner: &'a Inner, operation: &str) -> Result<Begun<'a>, Fault> {
    let begun = inner.lanes.looks.begin().await?;
    inner.failpoints.reach(operation, "begun")?;
    Ok(begun)
}

pub(super) async fn replay(
    inner: Arc<Inner>,
    id: i64,
    recognised: Option<Recognised>,
) -> Result<Replayed, Fault> {
    let mut begun = begin(&inner, "replay").await?;
    let offset = inner.clock.offset();
    let replayed = replayed(&mut begun, id, recognised.as_ref(), offset).await?;
    commit(&inner, "replay", begun).await?;
    inner.told();
    Ok(replayed)
}

async fn replayed(
    connection: &mut PgConnection,
    id: i64,
    recognised: Option<&Recognised>,
    offset: i64,
) -> Result<Replayed, Fault> {
    let rows = sqlx::query(FOUND).bind(id);
    let rows = rows.fetch_all(&mut *connection).await?;
    let mut rows = rows.iter();
    let found = rows.find(|row| row.try_get::<i64, _>(0).is_ok_and(|found| found == id));
    let Some(found) = found else {
        return Ok(Replayed::Missing);
    };
    let state: String = found.try_get(1)?;
    let state = State::from_text(&state).ok_or(Fault::Unreadable)?;
    let (without_body, without_event): (bool, bool) = (found.try_get(2)?, found.try_get(3)?);
    match (state, recognised) {
        (State::Queued | State::Running, _) => Ok(Replayed::Waiting),
        _ if without_body => Ok(Replayed::BodyPurged),
        (_, None) if without_event => Ok(Replayed::NoEvent),
        (_, Some(recognised)) if without_event => rename(connection, id, recognised, offset).await,
        (State::Dead | State::Unknown, _) => {
            let requeue = sqlx::query(REQUEUE).bind(id).bind(offset);
            requeue.execute(connection).await?;
            Ok(Replayed::Queued(id))
        }
        (State::Done | State::Conflict, _) => {
            let copy = sqlx::query_scalar(COPY).bind(id).bind(offset);
            Ok(Replayed::Queued(copy.fetch_one(connection).await?))
        }
    }
}

/// The row takes its event's key, if that is free.
async fn rename(
    connection: &mut PgConnection,
    id: i64,
    recognised: &Recognised,
    offset: i64,
) -> Result<Replayed, Fault> {
    let renamed = sqlx::query(RENAME)
        .bind(id)
        .bind(&*recognised.event)
        .bind(recognised.id.kind.number())
        .bind(&*recognised.id.bytes)
        .bind(offset)
        .execute(&mut *connection)
        .await?;
    if renamed.rows_affected() == 1 {
        return Ok(Replayed::Queued(id));
    }
    let conflict = sqlx::query(CONFLICT)
        .bind(id)
        .bind(&*recognised.event)
        .bind(recognised.id.kind.number())
        .bind(&*recognised.id.bytes)
        .execute(&mut *connection)
        .await?;
    if conflict.rows_affected() == 1 {
        return Ok(Replayed::Conflict);
    }
    sqlx::query(KNOWN).bind(id).execute(connection).await?;
    Ok(Replayed::Known)
}

/// A late end of its run finds the row dead, and changes nothing.
pub(super) async fn mark_dead(inner: Arc<Inner>, id: i64) -> Result<bool, Fault> {
    let mut begun = begin(&inner, "mark_dead").await?;
    let ended = sqlx::query_scalar(MARK_DEAD).bind(id);
    let ended: Option<Vec<u8>> = ended
        .bind(inner.clock.offset())
        .fetch_optional(&mut *begun)
        .await?;
    commit(&inner, "mark_dead", begun).await?;
    if let Some(group) = &ended {
        inner.ended(group);
    }
    Ok(ended.is_some())
}

/// The delivery and its replays.
pub(super) async fn erase(inner: Arc<Inner>, id: i64) -> Result<bool, Fault> {
    let mut begun = begin(&inner, "erase").await?;
    let first = "SELECT coalesce(replay_of, id) FROM webhook_inbox WHERE id = $1";
    let first = sqlx::query_scalar(first).bind(id);
    let first: Option<i64> = first.fetch_optional(&mut *begun).await?;
    let mut waited = Vec::new();
    if let Some(first) = first {
        // A replay of one of them locks the first, so that the next statement sees what was replayed before.
        sqlx::query("SELECT 1 FROM webhook_inbox WHERE id = $1 FOR UPDATE")
            .bind(first)
            .execute(&mut *begun)
            .await?;
        let rows = sqlx::query(OF_A_DELIVERY).bind(first);
        for row in rows.fetch_all(&mut *begun).await? {
            let state: String = row.try_get(1)?;
            if matches!(state.as_str(), "queued" | "running") {
                waited.push(row.try_get::<Vec<u8>, _>(0)?);
            }
        }
        sqlx::query(ERASE)
            .bind(first)
            .bind(inner.clock.offset())
            .execute(&mut *begun)
            .await?;
    }
    commit(&inner, "erase", begun).await?;
    for group in waited {
        inner.ended(&group);
    }
    Ok(first.is_some())
}

/// Pauses a group, or resumes it. Pausing or resuming again changes nothing.
pub(super) async fn pause(inner: Arc<Inner>, group: Bytes, pause: bool) -> Result<(), Fault> {
    let mut begun = begin(&inner, "pause").await?;
    let set = if pause {
        sqlx::query(PAUSE).bind(&*group)
    } else {
        let resume = sqlx::query(RESUME).bind(&*group);
        resume.bind(inner.clock.offset())
    };
    set.execute(&mut *begun).await?;
    commit(&inner, "pause", begun).await?;
    // After a pause, the rows that gathered are due.
    inner.told();
    Ok(())
}

/// The groups that are paused now.
pub(super) async fn paused(inner: Arc<Inner>) -> Result<Vec<Bytes>, Fault> {
    let mut begun = inner.lanes.looks.begin().await?;
    let paused = "SELECT grp FROM webhook_inbox_paused WHERE resumed_at IS NULL ORDER BY grp";
    let paused = sqlx::query_scalar(paused);
    let paused: Vec<Vec<u8>> = paused.fetch_all(&mut *begun).await?;
    begun.commit().await?;
    Ok(paused.into_iter().map(Bytes::from).collect())
}
