//! The connection of a transaction, which remembers whether the database refused a statement.

use std::fmt;
use std::future::ready;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Instant;

use futures_core::stream::BoxStream;
use futures_util::{StreamExt as _, stream};
use sqlx::{Database, Either, Error, Execute, Executor, SqlStr};
use sqlx_core::describe::Describe;
use tokio::sync::{Mutex, MutexGuard, mpsc};
use tokio::time::timeout_at;
use webhook_core::future::BoxFuture;

use crate::tx::effects::Effects;

/// The connection of a [`TxGuard`](crate::TxGuard). Use it as an executor: `query.execute(&mut *tx)`. A function of your own takes
/// `&mut TxConnection<Sqlite>`, or any `Executor`.
///
/// An error that the database answers to a statement fails the run, even if the handler ignores it. At the end of the run the
/// connection goes back to the store, also if a task still has this; a statement that comes later is an error.
pub struct TxConnection<DB: Database> {
    effects: Shared<DB>,
    failed: bool,
}

/// What the run lends to its handler, and takes back.
pub(crate) struct Shared<DB: Database>(Arc<Mutex<Option<Effects<DB>>>>);

impl<DB: Database> Shared<DB> {
    pub(crate) fn new(effects: Effects<DB>) -> Self {
        Self(Arc::new(Mutex::new(Some(effects))))
    }

    /// `None` if a statement is running, or the connection was taken before.
    fn take(&self) -> Option<Effects<DB>> {
        self.0.try_lock().ok()?.take()
    }

    /// Takes it from a handler that kept it, so that it is rolled back. A statement that is running is waited for.
    pub(crate) async fn take_until(&self, end: Instant) {
        if let Ok(mut effects) = timeout_at(end.into(), self.0.lock()).await {
            effects.take();
        }
    }

    async fn lock(&self) -> Result<Unwatched<'_, DB>, Error> {
        let effects = self.0.lock().await;
        if effects.is_none() {
            let over = "the run is over, and its transaction with it";
            return Err(Error::Protocol(over.to_owned()));
        }
        Ok(Unwatched { effects })
    }
}

impl<DB: Database> Clone for Shared<DB> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<DB: Database> TxConnection<DB> {
    pub(crate) const fn new(effects: Shared<DB>) -> Self {
        let failed = false;
        Self { effects, failed }
    }

    pub(crate) const fn has_failed(&self) -> bool {
        self.failed
    }

    /// `None` if it was taken back.
    pub(crate) fn into_effects(self) -> Option<Effects<DB>> {
        self.effects.take()
    }

    /// The connection itself, for what needs one, such as a transaction within this one.
    ///
    /// Errors are not watched: one that is ignored leaves the run to be done. And while this lives, the connection cannot be taken
    /// back: in a task that outlives the handler, it keeps an SQLite file locked.
    ///
    /// # Errors
    ///
    /// The run is over.
    pub async fn unwatched(&mut self) -> Result<Unwatched<'_, DB>, Error> {
        self.effects.lock().await
    }
}

/// A rollback, unless the connection was taken before.
impl<DB: Database> Drop for TxConnection<DB> {
    fn drop(&mut self) {
        self.effects.take();
    }
}

/// The connection below a [`TxConnection`].
pub struct Unwatched<'a, DB: Database> {
    /// Not `None`.
    effects: MutexGuard<'a, Option<Effects<DB>>>,
}

impl<DB: Database> Deref for Unwatched<'_, DB> {
    type Target = DB::Connection;

    #[expect(clippy::expect_used, reason = "`lock` looks, and keeps it locked")]
    fn deref(&self) -> &DB::Connection {
        self.effects.as_deref().expect("the connection is there")
    }
}

impl<DB: Database> DerefMut for Unwatched<'_, DB> {
    #[expect(clippy::expect_used, reason = "`lock` looks, and keeps it locked")]
    fn deref_mut(&mut self) -> &mut DB::Connection {
        self.effects
            .as_deref_mut()
            .expect("the connection is there")
    }
}

impl<DB: Database> fmt::Debug for Unwatched<'_, DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unwatched").finish_non_exhaustive()
    }
}

/// What the database itself answered. An error of decoding, or a row that was not found, leaves the transaction whole.
fn is_of_the_database(error: &Error) -> bool {
    !matches!(
        error,
        Error::RowNotFound
            | Error::ColumnNotFound(_)
            | Error::ColumnIndexOutOfBounds { .. }
            | Error::ColumnDecode { .. }
            | Error::Decode(_)
            | Error::Encode(_)
            | Error::TypeNotFound { .. }
    )
}

type Answer<DB> = Result<Either<<DB as Database>::QueryResult, <DB as Database>::Row>, Error>;

impl<'c, DB: Database> Executor<'c> for &'c mut TxConnection<DB>
where
    for<'a> &'a mut DB::Connection: Executor<'a, Database = DB>,
{
    type Database = DB;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Answer<DB>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DB>,
    {
        let TxConnection { effects, failed } = self;
        let watch = |answer: &Answer<DB>| {
            *failed |= answer.as_ref().is_err_and(is_of_the_database);
        };
        // The connection is locked for as long as the stream lives.
        let (answers, mut answered) = mpsc::channel(1);
        let run = async move {
            let mut connection = match effects.lock().await {
                Ok(connection) => connection,
                Err(over) => {
                    let _gone = answers.send(Err(over)).await;
                    return;
                }
            };
            let mut rows = (&mut *connection).fetch_many(query);
            while let Some(answer) = rows.next().await {
                if answers.send(answer).await.is_err() {
                    return;
                }
            }
        };
        let run = stream::once(run).filter_map(|()| ready(None));
        let answered = stream::poll_fn(move |context| answered.poll_recv(context));
        stream::select(answered, run).inspect(watch).boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxFuture<'e, Result<Option<DB::Row>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DB>,
    {
        Box::pin(async move {
            let mut connection = self.effects.lock().await?;
            let answer = (&mut *connection).fetch_optional(query).await;
            self.failed |= answer.as_ref().is_err_and(is_of_the_database);
            answer
        })
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [DB::TypeInfo],
    ) -> BoxFuture<'e, Result<DB::Statement, Error>>
    where
        'c: 'e,
    {
        Box::pin(async move {
            let mut connection = self.effects.lock().await?;
            (&mut *connection).prepare_with(sql, parameters).await
        })
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<DB>, Error>>
    where
        'c: 'e,
    {
        Box::pin(async move {
            let mut connection = self.effects.lock().await?;
            (&mut *connection).describe(sql).await
        })
    }
}

impl<DB: Database> fmt::Debug for TxConnection<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TxConnection")
            .field("failed", &self.failed)
            .finish_non_exhaustive()
    }
}
