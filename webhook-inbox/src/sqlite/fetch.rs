//! Which rows are due. Read beside the writer, which then takes them.

use sqlx::{Row as _, SqliteConnection};

use crate::clock::span;
use crate::policy::{LONGEST_WAIT, SUSPECT};
use crate::sqlite::fault::Fault;
use crate::store::{Fetch, Handled};

/// Rows of now carry no time, so that no clock can hold them up.
const OF_NOW: &str = "SELECT id FROM webhook_inbox WHERE state = 'queued' AND grp = ?1 AND event = ?2 AND run_at = 0 \
     AND crashes < ?3 ORDER BY id LIMIT ?4";
const OF_A_TIME: &str = "SELECT id, run_at FROM webhook_inbox WHERE state = 'queued' AND grp = ?1 AND event = ?2 \
     AND run_at > ?5 AND run_at <= ?6 AND crashes BETWEEN ?3 AND ?7 ORDER BY run_at LIMIT ?4";

pub(super) struct Due {
    pub(super) ids: Vec<i64>,
    /// Whether a row waits that has to run alone.
    pub(super) suspects: bool,
}

/// `turn` alternates, so that a fetch of one row takes both kinds in turn.
pub(super) async fn due(
    connection: &mut SqliteConnection,
    fetch: &Fetch,
    now: i64,
    turn: bool,
) -> Result<Due, Fault> {
    if fetch.suspects {
        let ids = timed(connection, fetch, now, (SUSPECT, i64::MAX), 1).await?;
        let suspects = !ids.is_empty();
        return Ok(Due { ids, suspects });
    }
    let limit = fetch.limit;
    let suspects = timed(connection, fetch, now, (SUSPECT, i64::MAX), 1).await?;
    let timed = timed(connection, fetch, now, (0, SUSPECT - 1), limit).await?;
    let fresh = fresh(connection, fetch).await?;
    // Half for each, and what one does not need for the other.
    let half = limit.saturating_add(usize::from(turn)) / 2;
    let first = half.min(timed.len()).max(limit.saturating_sub(fresh.len()));
    let (due, rest) = timed.split_at(first.min(timed.len()));
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
            .bind(SUSPECT)
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

/// Those whose time came, the earliest first; then those whose time lies so far ahead that a clock must have been wrong.
async fn timed(
    connection: &mut SqliteConnection,
    fetch: &Fetch,
    now: i64,
    crashes: (i64, i64),
    limit: usize,
) -> Result<Vec<i64>, Fault> {
    let far = now.saturating_add(span(LONGEST_WAIT)).saturating_add(1);
    let mut found: Vec<(bool, i64, i64)> = Vec::new();
    for handled in &fetch.handled {
        for (is_far, after, until) in [(false, 0, now), (true, far, i64::MAX)] {
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
                found.push((is_far, row.try_get(1)?, row.try_get(0)?));
            }
        }
    }
    found.sort_unstable();
    let ids = found.into_iter().map(|(_, _, id)| id);
    Ok(ids.take(limit).collect())
}

fn count(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
