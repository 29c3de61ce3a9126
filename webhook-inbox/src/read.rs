//! Rows as a database hands them out.

use bytes::Bytes;
use sqlx::{ColumnIndex, Database, Decode, Row as SqlRow, Type};

use crate::clock::from_micros;
use crate::entry::IdKind;
use crate::row::{Row, State};

/// A macro, because SQL is put together before it runs only.
macro_rules! columns {
    () => {
        "id, grp, owner, event, id_kind, delivery_id, variant, digest, state, class, attempts, crashes, token, done_at, \
last_error, duplicates, revived, replay_of, received_at, item_index, item_count, key_id, trace, method, uri, headers, replays"
    };
}
pub(crate) use columns;

pub(crate) const COLUMNS: &str = columns!();

/// A row holds what it cannot hold: a person edited it.
#[derive(Debug)]
pub(crate) struct Unreadable;

impl From<sqlx::Error> for Unreadable {
    fn from(_: sqlx::Error) -> Self {
        Self
    }
}

/// In the order of [`COLUMNS`], and then the body. Types are checked: a person may have edited the row. `text` reads what a
/// person may read.
pub(crate) fn row<R>(
    row: &R,
    text: impl Fn(&R, usize) -> Result<Option<String>, sqlx::Error>,
) -> Result<Row, Unreadable>
where
    R: SqlRow,
    usize: ColumnIndex<R>,
    for<'r> i64: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> Vec<u8>: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> String: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> Option<i64>: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> Option<Vec<u8>>: Decode<'r, R::Database> + Type<R::Database>,
    R::Database: Database,
{
    let bytes = |index: usize| row.try_get::<Vec<u8>, _>(index).map(Bytes::from);
    let maybe = |index: usize| {
        let value = row.try_get::<Option<Vec<u8>>, _>(index);
        value.map(|value| value.map(Bytes::from))
    };
    let number = |index: usize| row.try_get::<i64, _>(index);
    let small = |index: usize| u32::try_from(number(index)?).map_err(|_| Unreadable);
    Ok(Row {
        id: number(0)?,
        group: bytes(1)?,
        owner: bytes(2)?,
        event: bytes(3)?,
        id_kind: IdKind::from_number(number(4)?).ok_or(Unreadable)?,
        delivery_id: bytes(5)?,
        is_conflict: !bytes(6)?.is_empty(),
        digest: bytes(7)?,
        state: State::from_text(&row.try_get::<String, _>(8)?).ok_or(Unreadable)?,
        class: text(row, 9)?,
        attempts: small(10)?,
        crashes: small(11)?,
        token: number(12)?,
        done_at: row.try_get::<Option<i64>, _>(13)?.map(from_micros),
        last_error: text(row, 14)?,
        duplicates: u64::try_from(number(15)?).map_err(|_| Unreadable)?,
        revived: small(16)?,
        replay_of: row.try_get(17)?,
        received_at: from_micros(number(18)?),
        item_index: small(19)?,
        item_count: small(20)?,
        key_id: maybe(21)?,
        trace: maybe(22)?,
        method: bytes(23)?,
        uri: bytes(24)?,
        headers: bytes(25)?,
        replays: small(26)?,
        body: maybe(27)?,
    })
}
