//! The database of a run, looked at from the outside.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Row as _};
use tempfile::TempDir;
use webhook_inbox::Inbox;

use crate::{Error, Report};

/// How long nothing may come to its end while something waits: longer than a lease and a retry.
const STANDSTILL: Duration = Duration::from_mins(1);

/// Where an inbox is.
#[derive(Clone, Debug)]
pub enum Database {
    /// A file of its own in this folder.
    Sqlite(PathBuf),
    /// A database of its own on the server of this address.
    Postgres(String),
}

impl Database {
    pub(crate) const fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }
}

/// A database of its own. It is kept if the run fails.
pub(crate) struct Store {
    pub(crate) address: String,
    /// The file of SQLite, and the logs of the servers.
    folder: TempDir,
    /// The address of the server, and the name of the database.
    server: Option<(String, String)>,
}

impl Store {
    pub(crate) async fn create(database: &Database) -> Result<Self, Error> {
        static DRIVERS: Once = Once::new();
        DRIVERS.call_once(sqlx::any::install_default_drivers);
        let mut folder = tempfile::Builder::new();
        let folder = folder.prefix("webhook-inbox-load-");
        let store = match database {
            Database::Sqlite(parent) => {
                std::fs::create_dir_all(parent)?;
                let folder = folder.tempdir_in(parent)?;
                Self {
                    address: format!("sqlite:{}", folder.path().join("inbox.db").display()),
                    folder,
                    server: None,
                }
            }
            Database::Postgres(server) => {
                static NUMBER: AtomicU32 = AtomicU32::new(0);
                let number = NUMBER.fetch_add(1, Ordering::Relaxed);
                let name = format!("webhook_inbox_load_{}_{number}", std::process::id());
                run(server, &format!("CREATE DATABASE {name}")).await?;
                Self {
                    address: beside(server, &name)?,
                    folder: folder.tempdir()?,
                    server: Some((server.clone(), name)),
                }
            }
        };
        // The table of the inbox first, as in a program of a user.
        Inbox::open(&store.address)
            .await?
            .stop(Duration::ZERO)
            .await;
        let create = "CREATE TABLE effects (id TEXT NOT NULL, started_at BIGINT NOT NULL)";
        store.execute(create).await?;
        Ok(store)
    }

    pub(crate) const fn is_sqlite(&self) -> bool {
        self.server.is_none()
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.folder.path().join("server.log")
    }

    pub(crate) async fn remove(&self) -> Result<(), Error> {
        if let Some((server, name)) = &self.server {
            run(server, &format!("DROP DATABASE {name} WITH (FORCE)")).await?;
        }
        // The folder goes with this.
        Ok(())
    }

    /// Removes it if all targets are met. Else says where it is.
    pub(crate) async fn close(mut self, result: Result<Report, Error>) -> Result<Report, Error> {
        let is_met = result.as_ref().is_ok_and(Report::is_met);
        if is_met {
            self.remove().await?;
            return result;
        }
        self.folder.disable_cleanup(true);
        let kept = format!("kept: {} and {}", self.address, self.log().display());
        match result {
            Ok(report) => Err(format!("{report}{kept}").into()),
            Err(error) => Err(format!("{error}\n{kept}").into()),
        }
    }

    pub(crate) async fn connect(&self) -> Result<AnyConnection, sqlx::Error> {
        AnyConnection::connect(&self.address).await
    }

    pub(crate) async fn execute(&self, sql: &str) -> Result<u64, Error> {
        run(&self.address, sql).await
    }

    pub(crate) async fn number(&self, sql: &str) -> Result<i64, Error> {
        let mut connection = self.connect().await?;
        let number = sqlx::query_scalar(AssertSqlSafe(sql));
        let number = number.fetch_one(&mut connection).await?;
        connection.close().await?;
        Ok(number)
    }

    /// A text and a number of each row.
    pub(crate) async fn pairs(&self, sql: &str) -> Result<HashMap<String, i64>, Error> {
        let mut connection = self.connect().await?;
        let rows = sqlx::query(AssertSqlSafe(sql));
        let rows = rows.fetch_all(&mut connection).await?;
        connection.close().await?;
        let pairs = rows
            .iter()
            .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)));
        pairs.collect()
    }

    /// Adds waiting copies of a delivery that is done.
    pub(crate) async fn copies(&self, id: &str, number: u64) -> Result<(), Error> {
        let (numbers, copy) = if self.is_sqlite() {
            let numbers = format!(
                "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {number}) SELECT i FROM n)"
            );
            (numbers, "CAST('copy-' || n.i AS BLOB)")
        } else {
            let numbers = format!("(SELECT i FROM generate_series(1, {number}) AS i)");
            (numbers, "convert_to('copy-' || n.i, 'UTF8')")
        };
        let insert = format!(
            "INSERT INTO webhook_inbox (grp, owner, event, id_kind, delivery_id, variant, digest, state, run_at, received_at, \
             item_index, item_count, key_id, method, uri, headers, body) \
             SELECT grp, owner, event, id_kind, {copy}, variant, digest, 'queued', 0, received_at, item_index, item_count, \
             key_id, method, uri, headers, body FROM {numbers} AS n, webhook_inbox \
             WHERE id = (SELECT min(id) FROM webhook_inbox WHERE body LIKE '%\"{id}\"%')"
        );
        let copied = self.execute(&insert).await?;
        if copied == number {
            Ok(())
        } else {
            Err(format!("{copied} of {number} were copied").into())
        }
    }

    /// Waits until no delivery waits or runs.
    pub(crate) async fn drained(&self) -> Result<(), Error> {
        let (mut least, mut since) = (i64::MAX, Instant::now());
        loop {
            let waiting = "SELECT count(*) FROM webhook_inbox WHERE state IN ('queued', 'running')";
            let waiting = self.number(waiting).await?;
            if waiting == 0 {
                return Ok(());
            }
            if waiting < least {
                (least, since) = (waiting, Instant::now());
            }
            if since.elapsed() > STANDSTILL {
                return Err(format!("{waiting} deliveries wait, and none ends").into());
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}

async fn run(address: &str, sql: &str) -> Result<u64, Error> {
    let mut connection = AnyConnection::connect(address).await?;
    let done = sqlx::raw_sql(AssertSqlSafe(sql));
    let done = done.execute(&mut connection).await?;
    connection.close().await?;
    Ok(done.rows_affected())
}

/// The address of another database of the same server.
fn beside(server: &str, name: &str) -> Result<String, Error> {
    let (address, options) = match server.split_once('?') {
        Some((address, options)) => (address, format!("?{options}")),
        None => (server, String::new()),
    };
    let scheme = address.find("://").ok_or("not the address of a server")? + 3;
    let host = address.get(scheme..).and_then(|host| host.find('/'));
    let end = host.map_or(address.len(), |slash| scheme + slash);
    let address = address.get(..end).unwrap_or(address);
    Ok(format!("{address}/{name}{options}"))
}

/// Where files need no disk, because a process that is killed leaves to the system what it wrote.
#[must_use]
pub fn folder() -> PathBuf {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        memory.to_owned()
    } else {
        std::env::temp_dir()
    }
}

#[cfg(test)]
mod tests {
    use super::beside;

    #[test]
    fn another_database_has_the_same_server_and_options() -> Result<(), crate::Error> {
        let address = "postgres://user:password@localhost:5432/postgres?sslmode=disable";
        let other = "postgres://user:password@localhost:5432/other?sslmode=disable";
        assert_eq!(beside(address, "other")?, other);
        assert_eq!(
            beside("postgres://localhost", "other")?,
            "postgres://localhost/other"
        );
        assert!(beside("localhost", "other").is_err());
        Ok(())
    }
}
