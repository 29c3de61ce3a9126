//! What the parts of the store share.

use std::path::PathBuf;

use bytes::Bytes;
use sqlx::sqlite::{SqliteConnectOptions, SqliteRow};
use sqlx::{ConnectOptions as _, Row as _, SqliteConnection};

use crate::batch::Waiting;
use crate::clock::Clock;
use crate::ending::Live;
use crate::failpoint::Failpoints;
use crate::policy::Policy;
use crate::row::Row;
use crate::sqlite::fault::Fault;

/// What the writer shares with the readers.
#[derive(Clone)]
pub(super) struct Settings {
    pub(super) path: PathBuf,
    pub(super) connect: SqliteConnectOptions,
    pub(super) clock: Clock,
    pub(super) policy: Policy,
    pub(super) failpoints: Failpoints,
}

/// What the writer knows beside the table. A transaction works on a copy, which counts once it is committed.
#[derive(Clone, Default)]
pub(super) struct Known {
    pub(super) waiting: Waiting,
    pub(super) live: Live,
    /// Up to this time, bodies were removed.
    pub(super) bodies_from: i64,
    pub(super) tended: u64,
}

impl Known {
    /// A row of each of these groups no longer waits.
    pub(super) fn ended(&mut self, groups: impl IntoIterator<Item = Bytes>) {
        for group in groups {
            if let Some(waiting) = self.waiting.get_mut(&group) {
                *waiting = waiting.saturating_sub(1);
            }
        }
    }
}

/// The connection, opened again if it was lost.
pub(super) async fn connected<'a>(
    connection: &'a mut Option<SqliteConnection>,
    settings: &Settings,
) -> Result<&'a mut SqliteConnection, sqlx::Error> {
    Ok(match connection {
        Some(connection) => connection,
        none => none.insert(settings.connect.connect().await?),
    })
}

pub(super) fn read(row: &SqliteRow) -> Result<Row, Fault> {
    // What a person wrote may be anything.
    let text = |row: &SqliteRow, index: usize| {
        let value = row.try_get::<Option<Vec<u8>>, _>(index);
        value.map(|value| value.map(|text| String::from_utf8_lossy(&text).into_owned()))
    };
    Ok(crate::read::row(row, text)?)
}
