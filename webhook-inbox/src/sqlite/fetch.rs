//! Which rows are due. Read beside the writer, which then takes them.

use sqlx::{Row as _, SqliteConnection};

use crate::clock::span;
use crate::policy::{LONGEST_WAIT, SUSPECT};
use crate::sqlite::fault::Fault;
use crate::sqlite::pause;
use crate::store::{Fetch, Handled};

/// Rows of now carry no time, so that no clock can hold them up. They have not crashed; their index says it all.
const OF_NOW: &str = "SELECT id FROM webhook_inbox WHERE state = 'queued' AND grp = ?1 AND event = ?2 AND run_at = 0 \
     ORDER BY id LIMIT ?3";
const OF_A_TIME: &str = "SELECT id, run_at FROM webhook_inbox WHERE state = 'queued' AND grp = ?1 AND event = ?2 \
     AND run_at <> 0 AND run_at > ?5 AND run_at <= ?6 AND crashes BETWEEN ?3 AND ?7 ORDER BY run_at LIMIT ?4";

/// Kept apart by an index of their own, which is empty as a rule.
const SUSPECTS: &str =
    "SELECT EXISTS (SELECT 1 FROM webhook_inbox WHERE state = 'queued' AND crashes >= 3)";
/// No wait is as long.
fn far(now: i64) -> i64 {
    now.saturating_add(span(LONGEST_WAIT)).saturating_add(1)
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
    now: i64,
    turn: usize,
) -> Result<Due, Fault> {
    let paused = pause::groups(connection).await?;
    let handled = &mut fetch.handled;
    handled.retain(|handled| !paused.contains(&handled.group));
    let first = (turn / 2).checked_rem(handled.len());
    handled.rotate_left(first.unwrap_or(0));
    let (past, future) = ((0, now), (far(now), i64::MAX));
    let mut suspects = Vec::new();
    if sqlx::query_scalar(SUSPECTS)
        .fetch_one(&mut *connection)
        .await?
    {
        let crashed = (SUSPECT, i64::MAX);
        suspects = timed(connection, fetch, past, crashed, 1).await?;
        if suspects.is_empty() {
            suspects = timed(connection, fetch, future, crashed, 1).await?;
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
    let mut timely = timed(connection, fetch, past, (0, SUSPECT - 1), limit).await?;
    let fresh = fresh(connection, fetch).await?;
    if timely.len().saturating_add(fresh.len()) < limit {
        // A time so far ahead was written by a clock that was wrong.
        timely.extend(timed(connection, fetch, future, (0, SUSPECT - 1), limit).await?);
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

/// Groups take turns; within one, the oldest first.
async fn fresh(connection: &mut SqliteConnection, fetch: &Fetch) -> Result<Vec<i64>, Fault> {
    let mut groups: Vec<(&Handled, Vec<i64>)> = Vec::new();
    for handled in &fetch.handled {
        let rows = sqlx::query(OF_NOW)
            .bind(handled.group.to_vec())
            .bind(handled.event.to_vec())
            .bind(count(fetch.limit))
            .fetch_all(&mut *connection)
            .await?;
        let ids = rows.iter().map(|row| row.try_get(0));
        let mut ids: Vec<i64> = ids.collect::<Result<_, _>>()?;
        let group = groups.iter_mut();
        match group
            .into_iter()
            .find(|(first, _)| first.group == handled.group)
        {
            Some((_, all)) => all.append(&mut ids),
            None => groups.push((handled, ids)),
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
    Ok(turns.take(fetch.limit).collect())
}

/// Those whose time lies in a range, the earliest first.
async fn timed(
    connection: &mut SqliteConnection,
    fetch: &Fetch,
    (after, until): (i64, i64),
    crashes: (i64, i64),
    limit: usize,
) -> Result<Vec<i64>, Fault> {
    let mut found: Vec<(i64, i64)> = Vec::new();
    for handled in &fetch.handled {
        let rows = sqlx::query(OF_A_TIME)
            .bind(handled.group.to_vec())
            .bind(handled.event.to_vec())
            .bind(crashes.0)
            .bind(count(limit))
            .bind(after)
            .bind(until)
            .bind(crashes.1)
            .fetch_all(&mut *connection)
            .await?;
        for row in rows {
            found.push((row.try_get(1)?, row.try_get(0)?));
        }
    }
    found.sort_unstable();
    let ids = found.into_iter().map(|(_, id)| id);
    Ok(ids.take(limit).collect())
}

fn count(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

#[cfg(test)]
#[path = "fetch_tests.rs"]
mod tests;
