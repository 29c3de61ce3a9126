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
use crate::sqlite::effects::run_sql;
use crate::sqlite::fault::{Fault, is_lock};
use crate::sqlite::file::Files;
use crate::sqlite::lock::{LOOK, while_locked};

/// What the writer shares with the readers.
#[derive(Clone)]
pub(super) struct Settings {
    pub(super) path: PathBuf,
    pub(super) connect: SqliteConnectOptions,
    /// The most pages that the file may have.
    pub(super) pages: Option<u64>,
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

/// A connection for the writer, which waits for the lock by [`while_locked`](crate::sqlite::lock::while_locked).
pub(super) async fn connect(settings: &Settings) -> Result<SqliteConnection, sqlx::Error> {
    let connect = settings.connect.clone().busy_timeout(LOOK);
    // What is set for a connection reads the file, which another process may be making.
    while_locked(is_lock, async || connect.connect().await).await
}

/// The writer's connection, and the file that it leads to.
pub(super) struct Link {
    /// `None` after an error that may have left it in a transaction, and while it is lent.
    pub(super) connection: Option<SqliteConnection>,
    /// Whether its commits wait for the disk.
    waits_for_disk: bool,
    pub(super) files: Files,
}

impl Link {
    pub(super) const fn new(connection: SqliteConnection, files: Files) -> Self {
        Self {
            connection: Some(connection),
            waits_for_disk: true,
            files,
        }
    }

    /// The connection, opened again if it was lost, to begin a transaction.
    pub(super) async fn open(
        &mut self,
        settings: &Settings,
        part: Part,
    ) -> Result<&mut SqliteConnection, Fault> {
        if self.connection.is_none() {
            self.files.forget_log();
        }
        if let Err(moved) = self.files.check() {
            return Err(self.save_log(moved).await);
        }
        let connection = match &mut self.connection {
            Some(connection) => connection,
            none => {
                self.waits_for_disk = true;
                none.insert(connect(settings).await?)
            }
        };
        let waits_for_disk = !matches!(part, Part::Claims);
        if self.waits_for_disk != waits_for_disk {
            let level = if waits_for_disk {
                "PRAGMA synchronous = FULL"
            } else {
                "PRAGMA synchronous = NORMAL"
            };
            run_sql(connection, level).await?;
            self.waits_for_disk = waits_for_disk;
        }
        if let Some(pages) = settings.pages {
            let limit = match part {
                // What waits has to grow a little until it is done.
                Part::Intake => pages.saturating_sub(pages / 5),
                Part::Claims | Part::Rest => pages,
            };
            let limit = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {limit}"));
            sqlx::raw_sql(limit).execute(&mut *connection).await?;
        }
        Ok(connection)
    }

    /// Checks that what was committed is in the file that the next process will find, before it is told to anyone.
    pub(super) async fn committed(&mut self) -> Result<(), Fault> {
        match self.files.check_committed() {
            Ok(()) => Ok(()),
            Err(moved) => Err(self.save_log(moved).await),
        }
    }

    /// A log that was removed ends with this process, and one that stays behind may be taken for that of another file. So what it
    /// holds goes into the file.
    async fn save_log(&mut self, moved: Fault) -> Fault {
        if let Some(connection) = &mut self.connection {
            // If this fails, it is tried again with the next request; until then nothing is acknowledged.
            let _saved = run_sql(connection, "PRAGMA wal_checkpoint").await;
        }
        moved
    }
}

/// What a transaction is for: which part of the room in the file it may use, and whether it waits for the disk.
#[derive(Clone, Copy)]
pub(super) enum Part {
    Intake,
    /// If the machine fails, rows whose claim was not on the disk yet are queued as before, and run again. What was acknowledged
    /// stands before it in the log, and is on the disk.
    Claims,
    Rest,
}

pub(super) fn read(row: &SqliteRow) -> Result<Row, Fault> {
    // What a person wrote may be anything.
    let text = |row: &SqliteRow, index: usize| {
        let value = row.try_get::<Option<Vec<u8>>, _>(index);
        value.map(|value| value.map(|text| String::from_utf8_lossy(&text).into_owned()))
    };
    Ok(crate::read::row(row, text)?)
}
