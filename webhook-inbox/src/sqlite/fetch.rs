//! Which rows are due. Read beside the writer, which then takes them.

use bytes::Bytes;
use sqlx::{AssertSqlSafe, Row as _, SqliteConnection};

use crate::clock::span;
use crate::policy::{LONGEST_WAIT, SUSPECT};
use crate::sqlite::fault::Fault;
use crate::sqlite::runs::over;
use crate::store::{Fetch, Handled};

/// Kept apart by an index of their own, which is empty as a rule.
macro_rules! suspects {
    () => {
        "EXISTS (SELECT 1 FROM webhook_inbox WHERE state = 'queued' AND crashes >= 3)"
    };
}
/// What is asked before rows are: whether a lease ran out, whether a row waits that has to run alone, and behind that the groups
/// that are paused. Statements that are asked together cross to SQLite's thread once.
const LOOK: &str = concat!(
    "SELECT ",
    over!(),
    ", ",
    suspects!(),
    "; SELECT grp, NULL FROM webhook_inbox_paused WHERE resumed_at IS NULL"
);
/// Rows of now carry no time, so that no clock can hold them up. They have not crashed; their index says it all.
const OF_NOW: &str = "SELECT ?, id, 0 FROM webhook_inbox WHERE state = 'queued' AND grp = ? AND event = ? AND run_at = 0 \
     ORDER BY id LIMIT ?";
const OF_A_TIME: &str = "SELECT ?, id, run_at FROM webhook_inbox WHERE state = 'queued' AND grp = ? AND event = ? \
     AND run_at <> 0 AND run_at > ? AND run_at <= ? AND crashes BETWEEN ? AND ? ORDER BY run_at LIMIT ?";
/// About how many events is asked at once.
const TOGETHER: usize = 32;

/// No wait is as long.
fn far(now: i64) -> i64 {
    now.saturating_add(span(LONGEST_WAIT)).saturating_add(1)
}

pub(super) struct Look {
    /// Whether a lease ran out, or ends so late that a clock must have been wrong.
    pub(super) over: bool,
    suspects: bool,
    paused: Vec<Bytes>,
}

/// `over` are the times between which leases are good.
pub(super) async fn look(
    connection: &mut SqliteConnection,
    over: (i64, i64),
) -> Result<Look, Fault> {
    let look = sqlx::query(LOOK).bind(over.0).bind(over.1);
    let rows = look.fetch_all(connection).await?;
    let (first, paused) = rows.split_first().ok_or(Fault::Unreadable)?;
    let paused = paused.iter().map(|row| row.try_get::<Vec<u8>, _>(0));
    Ok(Look {
        over: first.try_get(0)?,
        suspects: first.try_get(1)?,
        paused: paused
            .map(|group| group.map(Bytes::from))
            .collect::<Result<_, _>>()?,
    })
}

pub(super) struct Due {
    pub(super) ids: Vec<i64>,
    /// Whether a row waits that has to run alone.
    pub(super) suspects: bool,
}

/// `turn` counts fetches, so that those of one row take both kinds in turn, and groups in turn.
pub(super) async fn due(
    connection: &mut SqliteConnection,
    fetch: &mut Fetch,
    look: Look,
    now: i64,
    turn: usize,
) -> Result<Due, Fault> {
    let handled = &mut fetch.handled;
    handled.retain(|handled| !look.paused.contains(&handled.group));
    let first = (turn / 2).checked_rem(handled.len());
    handled.rotate_left(first.unwrap_or(0));
    let (past, future) = ((0, now), (far(now), i64::MAX));
    let calm = (0, SUSPECT - 1);
    let mut suspects = Vec::new();
    if look.suspects {
        let crashed = (SUSPECT, i64::MAX);
        suspects = rows(connection, fetch, past, crashed, Kinds::Timed(1))
            .await?
            .0;
        if suspects.is_empty() {
            suspects = rows(connection, fetch, future, crashed, Kinds::Timed(1))
                .await?
                .0;
        }
    }
    if fetch.suspects {
        let waits = !suspects.is_empty();
        return Ok(Due {
            ids: suspects,
            suspects: waits,
        });
    }
    let limit = fetch.limit;
    let (mut timely, fresh) = rows(connection, fetch, past, calm, Kinds::Both).await?;
    if timely.len().saturating_add(fresh.len()) < limit {
        // A time so far ahead was written by a clock that was wrong.
        let (ahead, _) = rows(connection, fetch, future, calm, Kinds::Timed(limit)).await?;
        timely.extend(ahead);
    }
    // Half for each, and what one does not need for the other.
    let half = limit.saturating_add(turn % 2) / 2;
    let first = half.max(limit.saturating_sub(fresh.len()));
    let (due, rest) = timely.split_at(first.min(timely.len()));
    let mut ids = due.to_vec();
    ids.extend(fresh);
    ids.extend(rest);
    ids.truncate(limit);
    Ok(Due {
        ids,
        suspects: !suspects.is_empty(),
    })
}

/// Which rows to read, and how many of those that have a time.
#[derive(Clone, Copy)]
enum Kinds {
    Timed(usize),
    Both,
}

/// Those whose time lies in a range, the earliest first; and those of now, in turns of their groups.
async fn rows(
    connection: &mut SqliteConnection,
    fetch: &Fetch,
    (after, until): (i64, i64),
    crashes: (i64, i64),
    kinds: Kinds,
) -> Result<(Vec<i64>, Vec<i64>), Fault> {
    let (limit, both) = match kinds {
        Kinds::Timed(limit) => (limit, false),
        Kinds::Both => (fetch.limit, true),
    };
    let (mut timed, mut now): (Vec<(i64, i64)>, _) = (Vec::new(), Vec::new());
    for (nth, handled) in fetch.handled.chunks(TOGETHER).enumerate() {
        let statements = if both {
            format!("{OF_A_TIME}; {OF_NOW}; ")
        } else {
            format!("{OF_A_TIME}; ")
        };
        let statements = AssertSqlSafe(statements.repeat(handled.len()));
        let mut all = sqlx::query(statements);
        let places = (nth.saturating_mul(TOGETHER)..).zip(handled);
        for (place, handled) in places {
            all = of_event(all, place, handled)
                .bind(after)
                .bind(until)
                .bind(crashes.0)
                .bind(crashes.1)
                .bind(count(limit));
            if both {
                all = of_event(all, place, handled).bind(count(limit));
            }
        }
        for row in all.fetch_all(&mut *connection).await? {
            match (row.try_get::<i64, _>(1)?, row.try_get::<i64, _>(2)?) {
                (id, 0) => now.push((row.try_get::<i64, _>(0)?, id)),
                (id, run_at) => timed.push((run_at, id)),
            }
        }
    }
    timed.sort_unstable();
    let timed = timed.into_iter().map(|(_, id)| id).take(limit).collect();
    Ok((timed, in_turns(fetch, &now)))
}

type Statements = sqlx::query::Query<'static, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>;

fn of_event(statements: Statements, place: usize, handled: &Handled) -> Statements {
    statements
        .bind(count(place))
        .bind(handled.group.to_vec())
        .bind(handled.event.to_vec())
}

/// Groups take turns; within one, the oldest first. The rows have the places of their events.
fn in_turns(fetch: &Fetch, rows: &[(i64, i64)]) -> Vec<i64> {
    let mut groups: Vec<(&Bytes, Vec<i64>)> = Vec::new();
    for (place, id) in rows {
        let handled = usize::try_from(*place).ok();
        let Some(handled) = handled.and_then(|place| fetch.handled.get(place)) else {
            continue;
        };
        let mut all = groups.iter_mut();
        match all.find(|(group, _)| **group == handled.group) {
            Some((_, ids)) => ids.push(*id),
            None => groups.push((&handled.group, vec![*id])),
        }
    }
    for (_, ids) in &mut groups {
        ids.sort_unstable();
    }
    let longest = groups.iter().map(|(_, ids)| ids.len()).max().unwrap_or(0);
    let turns = (0..longest.min(fetch.limit)).flat_map(|turn| {
        let ids = groups.iter().filter_map(move |(_, ids)| ids.get(turn));
        ids.copied()
    });
    turns.take(fetch.limit).collect()
}

fn count(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

#[cfg(test)]
#[path = "fetch_tests.rs"]
mod tests;
