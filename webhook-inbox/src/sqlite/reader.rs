//! A connection that only reads, opened when it is first needed and again after an error.

use std::sync::atomic::{AtomicBool, Ordering};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};
use tokio::sync::{Mutex, MutexGuard};

use crate::error::{Unavailable, UnavailableKind};
use crate::sqlite::fault::Fault;
use crate::sqlite::file::Files;
use crate::sqlite::state::Settings;

pub(super) struct Reader {
    connect: SqliteConnectOptions,
    files: Files,
    connection: Mutex<Option<SqliteConnection>>,
    ended: AtomicBool,
}

impl Reader {
    pub(super) fn new(settings: &Settings, files: &Files) -> Self {
        Self {
            files: files.clone(),
            connect: settings.connect.clone().pragma("query_only", "1"),
            connection: Mutex::new(None),
            ended: AtomicBool::new(false),
        }
    }

    async fn connect(&self) -> Result<SqliteConnection, Fault> {
        self.files.check()?;
        Ok(self.connect.connect().await?)
    }

    pub(super) async fn open(&self) -> Result<Reading<'_>, Unavailable> {
        let mut guard = self.connection.lock().await;
        if self.ended.load(Ordering::Acquire) {
            return Err(Unavailable::new(UnavailableKind::Closed));
        }
        let connection = if let Some(connection) = guard.take() {
            connection
        } else {
            let connected = self.connect().await;
            connected.map_err(|fault| Unavailable::from(&fault))?
        };
        Ok(Reading { guard, connection })
    }

    /// For good.
    pub(super) async fn end(&self) {
        self.ended.store(true, Ordering::Release);
        self.close().await;
    }

    /// Who closes the file last writes its log into it.
    pub(super) async fn close(&self) {
        if let Some(connection) = self.connection.lock().await.take() {
            // It has nothing to commit.
            let _closed = connection.close().await;
        }
    }
}

/// A connection in use. It is kept if what it read was good; after an error, or if the future is dropped, it is closed.
pub(super) struct Reading<'a> {
    guard: MutexGuard<'a, Option<SqliteConnection>>,
    connection: SqliteConnection,
}

impl Reading<'_> {
    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }

    pub(super) fn done<T>(mut self, read: Result<T, Fault>) -> Result<T, Unavailable> {
        match read {
            Ok(read) => {
                *self.guard = Some(self.connection);
                Ok(read)
            }
            Err(fault) => Err(Unavailable::from(&fault)),
        }
    }
}
