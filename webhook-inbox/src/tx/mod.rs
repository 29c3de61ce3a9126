//! The transaction of a handler: its writes are committed together with the end of its run.

mod connection;
mod effects;
mod slot;

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use sqlx::Database;
use webhook_core::Failure;
use webhook_core::extract::{Context, FromDelivery, Needs};
use webhook_core::future::BoxFuture;

use crate::error::{Unavailable, UnavailableKind};
use crate::store::Run;
pub use connection::{TxConnection, Unwatched};
pub use effects::{Effects, Returned};
pub(crate) use slot::Slot;
pub use slot::{HandOver, NoTx, TxEnd};

/// The transaction of a run, for an async handler of a `durable` group. `DB` is `sqlx::Sqlite` or `sqlx::Postgres`, whichever
/// the inbox is in.
///
/// It begins with [`begin`](Self::begin). What is written through it is committed together with "done" once the handler has
/// returned `Ok`, so each delivery has its effect exactly once. If the handler fails, it is rolled back.
///
/// It may last a second on SQLite, where nothing else is written meanwhile, and the deadline of the run on Postgres. A
/// transaction that lasts longer is rolled back, and the run is tried again. Do slow work before it begins.
///
/// # Examples
///
/// ```
/// # use serde::Deserialize;
/// use sqlx::Sqlite;
/// use webhook_core::{EventGroup, Failure, on_event};
/// use webhook_inbox::Tx;
///
/// #[derive(Debug, Deserialize)]
/// pub struct Order { id: i64 }
///
/// #[derive(Debug, EventGroup)]
/// #[event_group(discriminator = "/type", payload = "/data", id = "/id", durable,
///     signature(algorithm = "hmac-sha256", header = "X-Signature"))]
/// pub enum Shop {
///     #[event("order.paid")]
///     OrderPaid(Order),
/// }
///
/// #[on_event(group = "shop", ty = Order)]
/// async fn paid(order: Order, tx: Tx<Sqlite>) -> Result<(), Failure> {
///     let mut tx = tx.begin().await?;
///     let update = sqlx::query("UPDATE orders SET paid = 1 WHERE id = ?1");
///     update.bind(order.id).execute(&mut *tx).await?;
///     Ok(())
/// }
/// ```
pub struct Tx<DB: Database> {
    slot: Arc<Slot<DB>>,
}

impl<DB: Database> Tx<DB> {
    pub(crate) const fn new(slot: Arc<Slot<DB>>) -> Self {
        Self { slot }
    }

    /// Begins the transaction of the run, or returns the one that was begun before.
    ///
    /// # Errors
    ///
    /// [`TxErrorKind::InUse`] if the guard of an earlier call still lives, [`TxErrorKind::Over`] if the run is over or
    /// another one owns the delivery, and [`TxErrorKind::Unavailable`] if the store does not answer: then the run is given
    /// back and not counted.
    pub async fn begin(&self) -> Result<TxGuard<DB>, TxError> {
        self.slot.begin().await
    }
}

impl<DB: Database> Clone for Tx<DB> {
    fn clone(&self) -> Self {
        Self::new(Arc::clone(&self.slot))
    }
}

impl<DB: Database> fmt::Debug for Tx<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Tx").field(&self.slot).finish()
    }
}

impl<DB: Database> FromDelivery for Tx<DB> {
    type Rejection = Failure;

    fn from_delivery(context: &Context<'_>) -> Result<Self, Failure> {
        let tx = context.extension::<Self>().cloned();
        tx.ok_or_else(|| Failure::new("no worker of an inbox runs this delivery"))
    }

    fn needs(needs: &mut Needs) {
        needs.stored();
        needs.asynchronous();
        needs.provided::<TxSource<DB>>();
    }
}

/// Begins the transactions of one store. A [`Store`](crate::Store) provides it for [`Tx`].
pub struct TxSource<DB: Database> {
    lend: Arc<Lend<DB>>,
}

type Lend<DB> =
    dyn Fn(Run) -> BoxFuture<'static, Result<Option<Effects<DB>>, Unavailable>> + Send + Sync;

impl<DB: Database> TxSource<DB> {
    /// `lend` begins a transaction for a run; `None` if another run owns its row.
    pub fn new<F>(lend: F) -> Self
    where
        F: Fn(Run) -> BoxFuture<'static, Result<Option<Effects<DB>>, Unavailable>>
            + Send
            + Sync
            + 'static,
    {
        let lend = Arc::new(lend);
        Self { lend }
    }

    /// What a worker hands to the handler of a run.
    #[must_use]
    pub fn hand_over(&self, run: Run) -> Arc<dyn HandOver> {
        Arc::new(Slot::new(run, self.clone()))
    }

    fn lend(&self, run: Run) -> BoxFuture<'static, Result<Option<Effects<DB>>, Unavailable>> {
        (self.lend)(run)
    }
}

impl<DB: Database> Clone for TxSource<DB> {
    fn clone(&self) -> Self {
        let lend = Arc::clone(&self.lend);
        Self { lend }
    }
}

impl<DB: Database> fmt::Debug for TxSource<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TxSource").finish_non_exhaustive()
    }
}

/// A transaction that has begun. It has no `commit`: the run does that.
///
/// Drop it before the handler returns. A guard that lives longer, in a task that was spawned for instance, fails the run, and has no
/// connection any more.
pub struct TxGuard<DB: Database> {
    /// `None` in `drop`.
    connection: Option<TxConnection<DB>>,
    slot: Arc<Slot<DB>>,
}

impl<DB: Database> TxGuard<DB> {
    const fn new(connection: TxConnection<DB>, slot: Arc<Slot<DB>>) -> Self {
        Self {
            connection: Some(connection),
            slot,
        }
    }
}

impl<DB: Database> Deref for TxGuard<DB> {
    type Target = TxConnection<DB>;

    #[expect(clippy::expect_used, reason = "only `drop` takes it")]
    fn deref(&self) -> &TxConnection<DB> {
        self.connection.as_ref().expect("the guard lives")
    }
}

impl<DB: Database> DerefMut for TxGuard<DB> {
    #[expect(clippy::expect_used, reason = "only `drop` takes it")]
    fn deref_mut(&mut self) -> &mut TxConnection<DB> {
        self.connection.as_mut().expect("the guard lives")
    }
}

impl<DB: Database> Drop for TxGuard<DB> {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            self.slot.put_back(connection);
        }
    }
}

impl<DB: Database> fmt::Debug for TxGuard<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TxGuard").field(&self.slot).finish()
    }
}

/// A transaction cannot begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TxError {
    kind: TxErrorKind,
}

/// Why a transaction cannot begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TxErrorKind {
    /// The guard of an earlier call still lives.
    InUse,
    /// The run is over, or another one owns the delivery.
    Over,
    /// The store does not answer.
    Unavailable(UnavailableKind),
}

impl TxError {
    const fn new(kind: TxErrorKind) -> Self {
        Self { kind }
    }

    /// The kind of the error.
    #[must_use]
    pub const fn kind(&self) -> TxErrorKind {
        self.kind
    }
}

impl fmt::Display for TxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TxErrorKind::InUse => f.write_str("the transaction of the run is in use"),
            TxErrorKind::Over => f.write_str("the run is over"),
            TxErrorKind::Unavailable(kind) => fmt::Display::fmt(&Unavailable::new(kind), f),
        }
    }
}

impl std::error::Error for TxError {}
