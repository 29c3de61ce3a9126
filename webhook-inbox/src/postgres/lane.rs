//! The connections of the store. Each lane has its own, for one kind of work.

use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgRow};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Database, PgConnection, Postgres, SqlSafeStr as _};
use sqlx_core::transaction::TransactionManager as _;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use crate::postgres::fault::Fault;

type Manager = <Postgres as Database>::TransactionManager;

/// How long a server may take to accept a connection. An acknowledgement waits for 2 s.
const CONNECT_WITHIN: Duration = Duration::from_millis(1500);

/// A session of the server: process, and when it started. The number of a process is used again, the time of its start is not.
pub(super) type Session = (i32, i64);

/// Connections that are opened when they are first needed, and kept.
pub(super) struct Lane {
    connect: PgConnectOptions,
    /// What makes a new session the store's own.
    settings: String,
    permits: Semaphore,
    kept: Mutex<Vec<Link>>,
}

/// A connection, and the session that it leads to.
pub(super) struct Link {
    pub(super) connection: PgConnection,
    pub(super) session: Session,
}

impl Lane {
    pub(super) fn new(connect: &PgConnectOptions, settings: String, most: usize) -> Self {
        Self {
            connect: connect.clone(),
            settings,
            permits: Semaphore::new(most.min(Semaphore::MAX_PERMITS)),
            kept: Mutex::default(),
        }
    }

    /// Begins a transaction, on a new connection if the kept ones were lost.
    pub(super) async fn begin(&self) -> Result<Begun<'_>, Fault> {
        self.begin_with(None).await
    }

    /// The same by other statements than `BEGIN` alone.
    pub(super) async fn begin_with(&self, begin: Option<&str>) -> Result<Begun<'_>, Fault> {
        let begin = || begin.map(|begin| AssertSqlSafe(begin.to_owned()).into_sql_str());
        let mut idle = self.idle().await?;
        // A connection that was committed by `commit_and_clean` counts as one in a transaction.
        let started = match begin().filter(|_| depth(&idle) > 0) {
            Some(statements) => sqlx::raw_sql(statements)
                .execute(&mut *idle)
                .await
                .map(drop),
            None => Manager::begin(&mut idle, begin()).await,
        };
        if let Err(error) = started {
            let fault = Fault::from(error);
            if !fault.is_lost() {
                // The first of the statements began it.
                if run_sql(&mut idle, "ROLLBACK").await.is_ok() {
                    idle.keep();
                }
                return Err(fault);
            }
            idle.replace(fault).await?;
            Manager::begin(&mut idle, begin()).await?;
        }
        let Idle {
            lane, link, permit, ..
        } = idle;
        Ok(Begun { lane, link, permit })
    }

    /// A connection without a transaction: each statement is one.
    pub(super) async fn idle(&self) -> Result<Idle<'_>, Fault> {
        let permit = self.permits.acquire().await.map_err(|_| Fault::Closed)?;
        let kept = self.take();
        let was_kept = kept.is_some();
        let link = match kept {
            Some(link) => link,
            None => self.open().await?,
        };
        Ok(Idle {
            lane: self,
            link,
            was_kept,
            permit,
        })
    }

    fn take(&self) -> Option<Link> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.pop()
    }

    pub(super) fn forget(&self) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.clear();
    }

    /// Of a connection that is as good as new.
    pub(super) fn keep(&self, link: Link) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push(link);
    }

    async fn open(&self) -> Result<Link, Fault> {
        let opened = timeout(CONNECT_WITHIN, async {
            let mut connection = self.connect.connect().await?;
            run_sql(&mut connection, &self.settings).await?;
            let session = sqlx::query_as(
                "SELECT pid, (extract(epoch FROM backend_start) * 1000000)::bigint FROM pg_stat_activity \
                 WHERE pid = pg_backend_pid()",
            );
            let session = session.persistent(false);
            let session = session.fetch_one(&mut connection).await?;
            Ok::<_, Fault>(Link {
                connection,
                session,
            })
        });
        opened.await.map_err(|_| late())?
    }

    /// What makes a session that ran a handler's statements as good as new.
    fn forget_all(&self) -> String {
        const FORGET: &str = "CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *; \
             SELECT pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES; ";
        format!("{FORGET}{}", self.settings)
    }

    /// The last statements of a handler's transaction, its commit, and what cleans the session, as one message. Returns the first
    /// row.
    pub(super) async fn commit_and_clean(
        &self,
        connection: &mut PgConnection,
        last: &str,
    ) -> Result<Option<PgRow>, sqlx::Error> {
        let all = AssertSqlSafe(format!("{last}; COMMIT; {}", self.forget_all()));
        // All of them, because an error of the commit comes behind the first row.
        let rows = sqlx::raw_sql(all).fetch_all(connection).await?;
        Ok(rows.into_iter().next())
    }

    /// Makes a session that ran a handler's statements as good as new, and keeps it.
    pub(super) async fn clean(&self, mut link: Link) {
        let clean = self.forget_all();
        let cleaned = timeout(CONNECT_WITHIN, run_sql(&mut link.connection, &clean));
        if matches!(cleaned.await, Ok(Ok(()))) {
            self.keep(link);
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

/// A connection without a transaction. Dropped, it is closed.
pub(super) struct Idle<'a> {
    lane: &'a Lane,
    link: Link,
    /// It was used before, so the server may have ended it since.
    was_kept: bool,
    permit: SemaphorePermit<'a>,
}

impl Idle<'_> {
    /// After a fault that lost a kept connection: a new one. The server was started again since, so the others are lost as well.
    pub(super) async fn replace(&mut self, fault: Fault) -> Result<(), Fault> {
        if !self.was_kept || !fault.is_lost() {
            return Err(fault);
        }
        self.lane.forget();
        self.link = self.lane.open().await?;
        self.was_kept = false;
        Ok(())
    }

    pub(super) fn keep(self) {
        self.lane.keep(self.link);
    }
}

impl Deref for Idle<'_> {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.link.connection
    }
}

impl DerefMut for Idle<'_> {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.link.connection
    }
}

/// A connection in a transaction. Dropped, it is closed, which rolls back.
pub(super) struct Begun<'a> {
    lane: &'a Lane,
    link: Link,
    permit: SemaphorePermit<'a>,
}

impl<'a> Begun<'a> {
    pub(super) async fn commit(mut self) -> Result<(), Fault> {
        Manager::commit(&mut self).await?;
        self.lane.keep(self.link);
        Ok(())
    }

    /// After a fault that left the connection usable.
    pub(super) async fn roll_back(mut self) {
        if Manager::rollback(&mut self).await.is_ok() {
            self.lane.keep(self.link);
        }
    }

    /// For a handler. The permit is kept meanwhile.
    pub(super) fn lend(self) -> (Link, SemaphorePermit<'a>) {
        (self.link, self.permit)
    }
}

/// Of a connection that a handler had: the depth of its transactions.
pub(super) fn depth(connection: &PgConnection) -> usize {
    Manager::get_transaction_depth(connection)
}

pub(super) async fn roll_back(connection: &mut PgConnection) -> Result<(), Fault> {
    Ok(Manager::rollback(connection).await?)
}

impl Deref for Begun<'_> {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.link.connection
    }
}

impl DerefMut for Begun<'_> {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.link.connection
    }
}
