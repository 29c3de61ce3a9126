//! A handler's writes and the end of its run, as one transaction.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::time::Instant;

use sqlx::Database;
use tokio::sync::oneshot;

use crate::error::{Unavailable, UnavailableKind};
use crate::store::Finished;

/// A connection of the store in a transaction, lent to one run until [`ends`](Self::ends).
///
/// What is written through it is committed together with "done" by [`done`](Self::done), and rolled back if this is dropped or
/// its time is over. On SQLite nothing else is written to the inbox meanwhile, acknowledgements included: do slow work first.
/// `Connection::begin` fails within it.
pub struct Effects<DB: Database> {
    /// `None` once it was given back.
    lent: Option<(DB::Connection, oneshot::Sender<Returned<DB>>)>,
    ends: Instant,
}

/// How the connection comes back to the store.
#[expect(
    missing_debug_implementations,
    reason = "a connection has nothing to print"
)]
pub enum Returned<DB: Database> {
    /// To be committed with the end of the run.
    Done(
        DB::Connection,
        oneshot::Sender<Result<Finished, Unavailable>>,
    ),
    /// To be rolled back.
    Dropped(DB::Connection),
}

impl<DB: Database> Effects<DB> {
    /// Lends a connection in which a transaction was begun. It comes back through the receiver.
    #[must_use]
    pub fn lend(
        connection: DB::Connection,
        ends: Instant,
    ) -> (Self, oneshot::Receiver<Returned<DB>>) {
        let (back, returned) = oneshot::channel();
        let lent = Some((connection, back));
        (Self { lent, ends }, returned)
    }

    /// Commits what was written together with the end of the run.
    ///
    /// # Errors
    ///
    /// Everything is rolled back: its time was over, or the store failed. [`UnavailableKind::Ended`] is not: the handler ended
    /// the transaction itself, or an interrupted statement did, and the run is not done. If another run owns the row, it is
    /// [`Finished::Fenced`] and rolled back too.
    pub async fn done(mut self) -> Result<Finished, Unavailable> {
        let late = Unavailable::new(UnavailableKind::Late);
        let (connection, back) = self.lent.take().ok_or(late)?;
        let (reply, answer) = oneshot::channel();
        let returned = Returned::Done(connection, reply);
        back.send(returned).map_err(|_| late)?;
        let closed = Unavailable::new(UnavailableKind::Closed);
        answer.await.unwrap_or(Err(closed))
    }

    /// When its time is over.
    #[must_use]
    pub const fn ends(&self) -> Instant {
        self.ends
    }
}

impl<DB: Database> Deref for Effects<DB> {
    type Target = DB::Connection;

    #[expect(
        clippy::expect_used,
        reason = "`done` and `drop` take it, and end this value"
    )]
    fn deref(&self) -> &DB::Connection {
        &self.lent.as_ref().expect("the connection is lent").0
    }
}

impl<DB: Database> DerefMut for Effects<DB> {
    #[expect(
        clippy::expect_used,
        reason = "`done` and `drop` take it, and end this value"
    )]
    fn deref_mut(&mut self) -> &mut DB::Connection {
        &mut self.lent.as_mut().expect("the connection is lent").0
    }
}

impl<DB: Database> Drop for Effects<DB> {
    fn drop(&mut self) {
        if let Some((connection, back)) = self.lent.take() {
            // The store waits no more when the time is over. Then the connection is closed here, which rolls back.
            let _late = back.send(Returned::Dropped(connection));
        }
    }
}

impl<DB: Database> fmt::Debug for Effects<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Effects")
            .field("ends", &self.ends)
            .finish_non_exhaustive()
    }
}
