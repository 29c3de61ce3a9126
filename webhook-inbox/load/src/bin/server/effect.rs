//! What a handler writes: a row in a table without a unique key, so that a second effect is seen.

use std::time::{SystemTime, UNIX_EPOCH};

use sqlx::{Postgres, Sqlite};
use webhook_core::Failure;
use webhook_core::extract::{Context, FromDelivery, Needs};
use webhook_inbox::{Tx, TxGuard};

use crate::shop::Order;

/// The transaction of the run, of whichever store the inbox is in.
pub(crate) struct Effect {
    tx: Either<Tx<Sqlite>, Tx<Postgres>>,
    started: SystemTime,
}

/// One of the two stores.
pub(crate) enum Either<S, P> {
    Sqlite(S),
    Postgres(P),
}

/// The open transaction.
pub(crate) type Held = Either<TxGuard<Sqlite>, TxGuard<Postgres>>;

const INSERT: &str = "INSERT INTO effects (id, started_at) VALUES ($1, $2)";

impl Effect {
    pub(crate) async fn write(&self, order: &Order) -> Result<(), Failure> {
        self.hold(order).await.map(drop)
    }

    /// Writes, and keeps the transaction open.
    pub(crate) async fn hold(&self, order: &Order) -> Result<Held, Failure> {
        let started = self.started.duration_since(UNIX_EPOCH)?.as_micros();
        let started = i64::try_from(started)?;
        Ok(match &self.tx {
            Either::Sqlite(tx) => {
                let mut tx = tx.begin().await?;
                let insert = sqlx::query(INSERT).bind(&order.id).bind(started);
                insert.execute(&mut *tx).await?;
                Either::Sqlite(tx)
            }
            Either::Postgres(tx) => {
                let mut tx = tx.begin().await?;
                let insert = sqlx::query(INSERT).bind(&order.id).bind(started);
                insert.execute(&mut *tx).await?;
                Either::Postgres(tx)
            }
        })
    }
}

impl FromDelivery for Effect {
    type Rejection = Failure;

    fn from_delivery(context: &Context<'_>) -> Result<Self, Failure> {
        let tx = match Tx::from_delivery(context) {
            Ok(tx) => Either::Sqlite(tx),
            Err(_) => Either::Postgres(Tx::from_delivery(context)?),
        };
        Ok(Self {
            tx,
            started: SystemTime::now(),
        })
    }

    fn needs(needs: &mut Needs) {
        needs.stored();
        needs.asynchronous();
    }
}
