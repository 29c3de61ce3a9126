//! Statements about many rows at once: a statement crosses to SQLite's thread and back, which takes longer than a row.

use std::sync::{Arc, LazyLock};

use sqlx::sqlite::SqliteArguments;
use sqlx::{AssertSqlSafe, Sqlite, query::Query};

use crate::clock::micros;
use crate::entry::Entry;
use crate::row::State;

/// How many rows a statement has room for. Those that are not needed are null, so that a few statements stay prepared.
const SIZES: [usize; 15] = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 256];
/// The most rows of a statement.
pub(super) const MOST: usize = SIZES[SIZES.len() - 1];

/// The rows of keys: the first ones, whose variant is empty, or those in conflict with them.
pub(super) static FIND: LazyLock<Vec<Arc<str>>> = LazyLock::new(|| {
    sized(7, |values| {
        format!(
            "SELECT column1, id, state, digest, revived, revived_at FROM (VALUES {values}) CROSS JOIN webhook_inbox \
             WHERE grp = column2 AND owner = column3 AND event = column4 AND id_kind = column5 AND delivery_id = column6 \
             AND variant = column7 AND replay_of IS NULL"
        )
    })
});
/// Rows whose keys are free.
static ADD: LazyLock<Vec<Arc<str>>> = LazyLock::new(|| {
    sized(20, |values| {
        format!(
            "INSERT INTO webhook_inbox (grp, owner, event, id_kind, delivery_id, variant, digest, state, class, run_at, done_at, \
             duplicates, received_at, item_index, item_count, key_id, trace, method, uri, headers, body, last_error) \
             SELECT column1, column2, column3, column4, CASE column4 WHEN 5 THEN randomblob(16) ELSE column5 END, column6, column7, \
             column8, CASE column8 WHEN 'dead' THEN 'malformed' END, 0, column9, column10, column11, column12, column13, column14, \
             column15, column16, column17, column18, column19, column20 FROM (VALUES {values}) WHERE column1 IS NOT NULL"
        )
    })
});
pub(super) static COUNT: LazyLock<Vec<Arc<str>>> = LazyLock::new(|| {
    sized(2, |values| {
        format!(
            "UPDATE webhook_inbox SET duplicates = duplicates + column2 FROM (VALUES {values}) WHERE id = column1"
        )
    })
});

pub(super) type Statement = Query<'static, Sqlite, SqliteArguments>;

/// A row to be.
#[derive(Clone, Copy)]
pub(super) struct New<'a> {
    pub(super) entry: &'a Entry,
    /// How many copies came with it.
    pub(super) more: i64,
    pub(super) state: State,
    pub(super) variant: &'a [u8],
}

/// Finds the rows of this variant of at most [`MOST`] keys. Answers with the place of each key that has one.
pub(super) fn find(entries: &[&Entry], variant: &[u8]) -> Statement {
    let places = (0_i64..).zip(entries);
    let find = places.fold(statement(&FIND, entries.len()), |find, (place, entry)| {
        keyed(find.bind(place), entry).bind(variant.to_vec())
    });
    padded(find, 7, entries.len())
}

/// Adds at most [`MOST`] rows whose keys are free.
pub(super) fn add(new: &[New<'_>], now: i64) -> Statement {
    let add = statement(&ADD, new.len());
    let add = new.iter().fold(add, |add, new| {
        let add = keyed(add, new.entry)
            .bind(new.variant.to_vec())
            .bind(new.entry.digest.to_vec())
            .bind(new.state.as_str())
            .bind((new.state != State::Queued).then_some(now))
            .bind(new.more)
            .bind(micros(new.entry.received_at));
        contents(add, new.entry).bind(new.entry.cause.clone())
    });
    padded(add, 20, new.len())
}

/// Counts repetitions of at most [`MOST`] different rows.
pub(super) fn count(counts: &[(i64, i64)]) -> Statement {
    let count = counts
        .iter()
        .fold(statement(&COUNT, counts.len()), |count, (id, more)| {
            count.bind(*id).bind(*more)
        });
    padded(count, 2, counts.len())
}

/// Five parameters.
pub(super) fn keyed(query: Statement, entry: &Entry) -> Statement {
    query
        .bind(entry.group.to_vec())
        .bind(entry.owner.to_vec())
        .bind(entry.event.to_vec())
        .bind(entry.id.kind.number())
        .bind(entry.id.bytes.to_vec())
}

/// Eight parameters, from the index of the item to the body.
pub(super) fn contents(query: Statement, entry: &Entry) -> Statement {
    query
        .bind(i64::from(entry.item_index))
        .bind(i64::from(entry.item_count))
        .bind(entry.key_id.as_ref().map(|id| id.to_vec()))
        .bind(entry.trace.as_ref().map(|trace| trace.to_vec()))
        .bind(entry.method.to_vec())
        .bind(entry.uri.to_vec())
        .bind(entry.headers.to_vec())
        .bind(entry.body.to_vec())
}

/// The text for each of the sizes.
pub(super) fn sized(columns: usize, sql: impl Fn(&str) -> String) -> Vec<Arc<str>> {
    let row = format!("({})", ["?"].repeat(columns).join(", "));
    let sizes = SIZES.iter().map(|rows| vec![&*row; *rows].join(", "));
    sizes.map(|values| sql(&values).into()).collect()
}

/// The place of the smallest size that has room.
fn place(rows: usize) -> usize {
    SIZES.partition_point(|size| *size < rows)
}

pub(super) fn statement(texts: &[Arc<str>], rows: usize) -> Statement {
    let text = texts.get(place(rows)).cloned().unwrap_or_default();
    sqlx::query(AssertSqlSafe(text))
}

pub(super) fn padded(query: Statement, columns: usize, rows: usize) -> Statement {
    let size = SIZES.get(place(rows)).copied().unwrap_or(rows);
    let missing = columns.saturating_mul(size.saturating_sub(rows));
    (0..missing).fold(query, |query, _| query.bind(None::<i64>))
}
