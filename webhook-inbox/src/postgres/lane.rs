//! The connections of the store. Each lane has its own, for one kind of work.

use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Database, PgConnection, Postgres};
use sqlx_core::transaction::TransactionManager as _;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use crate::postgres::fault::Fault;

type Manager = <Postgres as Database>::TransactionManager;

/// How long a server may take to accept a connection. An acknowledgement waits for 2 s.
const CONNECT_WITHIN: Duration = Duration::from_millis(1500);

/// Connections that are opened when they are first needed, and kept.
pub(super) struct Lane {
    connect: PgConnectOptions,
    /// What makes a new session the store's own.
    session: String,
    permits: Semaphore,
    kept: Mutex<Vec<PgConnection>>,
}

impl Lane {
    pub(super) fn new(connect: &PgConnectOptions, session: String, most: usize) -> Self {
        Self {
            connect: connect.clone(),
            session,
            permits: Semaphore::new(most.min(Semaphore::MAX_PERMITS)),
            kept: Mutex::default(),
        }
    }

    /// Begins a transaction, on a new connection if the kept ones were lost.
    pub(super) async fn begin(&self) -> Result<Begun<'_>, Fault> {
        let permit = self.permits.acquire().await.map_err(|_| Fault::Closed)?;
        let mut connection = match self.take() {
            Some(connection) => connection,
            None => self.open().await?,
        };
        if let Err(error) = Manager::begin(&mut connection, None).await {
            let fault = Fault::from(error);
            if !fault.is_lost() {
                return Err(fault);
            }
            // The server was started again since. So the others are lost as well.
            self.forget();
            connection = self.open().await?;
            Manager::begin(&mut connection, None).await?;
        }
        Ok(Begun {
            lane: self,
            connection,
            permit,
        })
    }

    fn take(&self) -> Option<PgConnection> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.pop()
    }

    pub(super) fn forget(&self) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.clear();
    }

    fn keep(&self, connection: PgConnection) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push(connection);
    }

    async fn open(&self) -> Result<PgConnection, Fault> {
        let opened = timeout(CONNECT_WITHIN, async {
            let mut connection = self.connect.connect().await?;
            run_sql(&mut connection, &self.session).await?;
            Ok::<_, Fault>(connection)
        });
        opened.await.map_err(|_| late())?
    }

    /// Makes a session that ran a handler's statements as good as new, and keeps it.
    pub(super) async fn clean(&self, mut connection: PgConnection) {
        const FORGET: &str = "CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *; \
             SELECT pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES; ";
        let clean = format!("{FORGET}{}", self.session);
        let cleaned = timeout(CONNECT_WITHIN, run_sql(&mut connection, &clean));
        if matches!(cleaned.await, Ok(Ok(()))) {
            self.keep(connection);
        }
    }
}

pub(super) fn late() -> Fault {
    Fault::Database(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into()))
}

/// Several statements at once, without parameters.
pub(super) async fn run_sql(connection: &mut PgConnection, sql: &str) -> Result<(), sqlx::Error> {
    let sql = AssertSqlSafe(sql.to_owned());
    sqlx::raw_sql(sql).execute(connection).await?;
    Ok(())
}

/// A connection in a transaction. Dropped, it is closed, which rolls back.
pub(super) struct Begun<'a> {
    lane: &'a Lane,
    connection: PgConnection,
    permit: SemaphorePermit<'a>,
}

impl<'a> Begun<'a> {
    pub(super) async fn commit(mut self) -> Result<(), Fault> {
        Manager::commit(&mut self.connection).await?;
        self.lane.keep(self.connection);
        Ok(())
    }

    /// After a fault that left the connection usable.
    pub(super) async fn roll_back(mut self) {
        if Manager::rollback(&mut self.connection).await.is_ok() {
            self.lane.keep(self.connection);
        }
    }

    /// For a handler. The permit is kept meanwhile.
    pub(super) fn lend(self) -> (PgConnection, SemaphorePermit<'a>) {
        (self.connection, self.permit)
    }
}

/// Of a connection that a handler had: the depth of its transactions.
pub(super) fn depth(connection: &PgConnection) -> usize {
    Manager::get_transaction_depth(connection)
}

pub(super) async fn commit(connection: &mut PgConnection) -> Result<(), Fault> {
    Ok(Manager::commit(connection).await?)
}

pub(super) async fn roll_back(connection: &mut PgConnection) -> Result<(), Fault> {
    Ok(Manager::rollback(connection).await?)
}

impl Deref for Begun<'_> {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.connection
    }
}

impl DerefMut for Begun<'_> {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.connection
    }
}
