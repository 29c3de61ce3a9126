//! The tables, and what is found in their place.

use std::path::Path;

use sqlx::{Connection as _, Row as _, SqliteConnection};

use crate::error::{OpenError, OpenErrorKind};
use crate::sqlite::fault;
use crate::sqlite::lock::while_locked;

const SCHEMA: &str = include_str!("schema.sql");
/// What this version writes.
const VERSION: i64 = 1;
/// Above this size only what is read is checked: a whole check takes a second for each gigabyte.
const CHECK_BELOW: i64 = 64 << 20;

/// Makes the tables, or refuses what stands in their place. One process does so at a time.
pub(super) async fn prepare(
    connection: &mut SqliteConnection,
    path: &Path,
) -> Result<(), OpenError> {
    let prepared = prepared(connection).await;
    prepared.map_err(|error| OpenError::new(error.kind(), path))
}

enum Refused {
    Kind(OpenErrorKind),
    Database(sqlx::Error),
}

impl Refused {
    fn kind(&self) -> OpenErrorKind {
        match self {
            Self::Kind(kind) => *kind,
            Self::Database(error) => fault::of_opening(error),
        }
    }

    fn is_locked(&self) -> bool {
        self.kind() == OpenErrorKind::Locked
    }
}

impl From<sqlx::Error> for Refused {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

async fn prepared(connection: &mut SqliteConnection) -> Result<(), Refused> {
    while_locked(Refused::is_locked, async || check(connection).await).await?;
    while_locked(Refused::is_locked, async || made(connection).await).await?;
    let wal = async || {
        let wal = sqlx::query_scalar("PRAGMA journal_mode = WAL");
        Ok(wal.fetch_one(&mut *connection).await?)
    };
    let mode: String = while_locked(Refused::is_locked, wal).await?;
    let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous")
        .fetch_one(&mut *connection)
        .await?;
    if mode != "wal" || synchronous < 2 {
        return Err(Refused::Kind(OpenErrorKind::NoWal));
    }
    Ok(())
}

/// Makes the tables, or checks those that are there.
async fn made(connection: &mut SqliteConnection) -> Result<(), Refused> {
    let mut transaction = connection.begin_with("BEGIN EXCLUSIVE").await?;
    match found(&mut transaction).await? {
        Found::Nothing => {
            sqlx::raw_sql(SCHEMA).execute(&mut *transaction).await?;
        }
        Found::Version {
            version,
            oldest_reader,
        } => {
            if oldest_reader > VERSION {
                return Err(Refused::Kind(OpenErrorKind::Newer));
            }
            // There are no older versions to migrate yet.
            if version < 1 {
                return Err(Refused::Kind(OpenErrorKind::Foreign));
            }
            columns(&mut transaction).await?;
        }
    }
    transaction.commit().await?;
    Ok(())
}

async fn check(connection: &mut SqliteConnection) -> Result<(), Refused> {
    let pages: i64 = sqlx::query_scalar("PRAGMA page_count")
        .fetch_one(&mut *connection)
        .await?;
    let size: i64 = sqlx::query_scalar("PRAGMA page_size")
        .fetch_one(&mut *connection)
        .await?;
    if pages == 0 {
        // So that a purge can give room back. In a file that has tables already it would only write, without effect.
        sqlx::query("PRAGMA auto_vacuum = INCREMENTAL")
            .execute(&mut *connection)
            .await?;
        return Ok(());
    }
    if pages.saturating_mul(size) > CHECK_BELOW {
        return Ok(());
    }
    let found: String = sqlx::query_scalar("PRAGMA quick_check(1)")
        .fetch_one(&mut *connection)
        .await?;
    match found.as_str() {
        "ok" => Ok(()),
        _ => Err(Refused::Kind(OpenErrorKind::Corrupt)),
    }
}

enum Found {
    Nothing,
    Version { version: i64, oldest_reader: i64 },
}

async fn found(connection: &mut SqliteConnection) -> Result<Found, Refused> {
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM sqlite_schema WHERE name IN ('webhook_inbox', 'webhook_inbox_paused', 'webhook_inbox_schema')",
    )
    .fetch_all(&mut *connection)
    .await?;
    if names.is_empty() {
        return Ok(Found::Nothing);
    }
    let foreign = || Refused::Kind(OpenErrorKind::Foreign);
    if names.len() != 3 {
        return Err(foreign());
    }
    let columns: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM pragma_table_info('webhook_inbox_schema') WHERE name IN ('version', 'oldest_reader')",
    )
    .fetch_one(&mut *connection)
    .await?;
    if columns != 2 {
        return Err(foreign());
    }
    let rows = sqlx::query("SELECT version, oldest_reader FROM webhook_inbox_schema LIMIT 2")
        .fetch_all(&mut *connection)
        .await?;
    let [row] = rows.as_slice() else {
        return Err(foreign());
    };
    let (Ok(version), Ok(oldest_reader)) = (row.try_get(0), row.try_get(1)) else {
        return Err(foreign());
    };
    Ok(Found::Version {
        version,
        oldest_reader,
    })
}

/// A newer minor version may have added columns; none may be missing.
async fn columns(connection: &mut SqliteConnection) -> Result<(), Refused> {
    for (table, known) in [
        ("webhook_inbox", crate::read::COLUMNS),
        ("webhook_inbox_paused", "grp, resumed_at"),
    ] {
        let there: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info(?1)")
            .bind(table)
            .fetch_all(&mut *connection)
            .await?;
        let mut known = known.split(", ");
        if !known.all(|name| there.iter().any(|there| there == name)) {
            return Err(Refused::Kind(OpenErrorKind::Foreign));
        }
    }
    Ok(())
}
