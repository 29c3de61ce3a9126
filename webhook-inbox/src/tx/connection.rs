//! The connection of a transaction, which remembers whether the database refused a statement.

use std::fmt;
use std::ops::{Deref, DerefMut};

use futures_core::stream::BoxStream;
use futures_util::{FutureExt as _, StreamExt as _};
use sqlx::{Database, Either, Error, Execute, Executor, SqlStr};
use sqlx_core::describe::Describe;
use webhook_core::future::BoxFuture;

use crate::tx::effects::Effects;

/// The connection of a [`TxGuard`](crate::TxGuard). Use it as an executor: `query.execute(&mut *tx)`.
///
/// An error that the database answers to a statement fails the run, even if the handler ignores it. Statements that are
/// executed on the connection below this, `&mut **tx`, are not watched.
pub struct TxConnection<DB: Database> {
    effects: Effects<DB>,
    failed: bool,
}

impl<DB: Database> TxConnection<DB> {
    pub(crate) const fn new(effects: Effects<DB>) -> Self {
        Self {
            effects,
            failed: false,
        }
    }

    pub(crate) const fn has_failed(&self) -> bool {
        self.failed
    }

    pub(crate) fn into_effects(self) -> Effects<DB> {
        self.effects
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
        (&mut **effects).fetch_many(query).inspect(watch).boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxFuture<'e, Result<Option<DB::Row>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DB>,
    {
        let TxConnection { effects, failed } = self;
        let watch = |answer: &Result<Option<DB::Row>, Error>| {
            *failed |= answer.as_ref().is_err_and(is_of_the_database);
        };
        (&mut **effects)
            .fetch_optional(query)
            .inspect(watch)
            .boxed()
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [DB::TypeInfo],
    ) -> BoxFuture<'e, Result<DB::Statement, Error>>
    where
        'c: 'e,
    {
        (&mut *self.effects).prepare_with(sql, parameters)
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<DB>, Error>>
    where
        'c: 'e,
    {
        (&mut *self.effects).describe(sql)
    }
}

impl<DB: Database> Deref for TxConnection<DB> {
    type Target = DB::Connection;

    fn deref(&self) -> &DB::Connection {
        &self.effects
    }
}

impl<DB: Database> DerefMut for TxConnection<DB> {
    fn deref_mut(&mut self) -> &mut DB::Connection {
        &mut self.effects
    }
}

impl<DB: Database> fmt::Debug for TxConnection<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TxConnection")
            .field("effects", &self.effects)
            .field("failed", &self.failed)
            .finish()
    }
}
