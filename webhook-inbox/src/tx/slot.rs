//! Where the worker and the handler of a run meet: the transaction that both may end.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use http::Extensions;
use sqlx::Database;
use tokio::sync::Notify;
use tokio::time::sleep_until;
use webhook_core::future::BoxFuture;

use crate::error::{Unavailable, UnavailableKind};
use crate::store::{Finished, Run};
use crate::tx::connection::{Shared, TxConnection};
use crate::tx::{Tx, TxError, TxErrorKind, TxGuard, TxSource};

/// How long the end of a run waits for a statement of a task that has the connection.
const GIVE_BACK: Duration = Duration::from_secs(1);

/// What a worker hands to the handler of a run, and takes back at its end.
pub trait HandOver: Send + Sync {
    /// Adds what the handler's extractors take.
    fn extend(self: Arc<Self>, extensions: &mut Extensions);

    /// Ready once the handler has had a transaction for longer than it may.
    fn expired(&self) -> BoxFuture<'_, ()>;

    /// Ends what the handler began: commits it together with the end of the run, or rolls it back. Call it after the handler's
    /// future was dropped.
    fn end(&self, done: bool) -> BoxFuture<'_, TxEnd>;
}

/// What became of the transaction of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TxEnd {
    /// The handler did not begin it, so the end of the run is still to be written.
    Unused,
    /// It was committed together with the end of the run, or another run owns the row.
    Committed(Finished),
    /// It was rolled back, because the handler failed.
    RolledBack,
    /// It was rolled back: the database had refused a statement.
    Refused,
    /// It was taken back and rolled back: the handler returned, and still held the guard.
    Held,
    /// The store failed it. After [`UnavailableKind::Ended`], some of it may be committed.
    Failed(Unavailable),
}

/// Of a store without transactions.
#[derive(Debug)]
pub struct NoTx;

impl HandOver for NoTx {
    fn extend(self: Arc<Self>, _: &mut Extensions) {}

    fn expired(&self) -> BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }

    fn end(&self, _: bool) -> BoxFuture<'_, TxEnd> {
        Box::pin(std::future::ready(TxEnd::Unused))
    }
}

pub(crate) struct Slot<DB: Database> {
    run: Run,
    source: TxSource<DB>,
    state: Mutex<State<DB>>,
    /// What was lent, and when its time is over.
    lent: OnceLock<(Shared<DB>, Instant)>,
    begun: Notify,
}

enum State<DB: Database> {
    Unused,
    /// A guard has the connection, or waits for it.
    Out,
    /// Begun, and without a guard.
    Back(TxConnection<DB>),
    /// The store could not begin it.
    Failed(Unavailable),
    /// The run is over.
    Ended,
}

impl<DB: Database> Slot<DB> {
    pub(crate) fn new(run: Run, source: TxSource<DB>) -> Self {
        Self {
            run,
            source,
            state: Mutex::new(State::Unused),
            lent: OnceLock::new(),
            begun: Notify::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State<DB>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn swap(&self, next: State<DB>) -> State<DB> {
        std::mem::replace(&mut *self.state(), next)
    }

    pub(crate) async fn begin(self: &Arc<Self>) -> Result<TxGuard<DB>, TxError> {
        let error = |kind| Err(TxError::new(kind));
        match self.swap(State::Out) {
            State::Unused => self.ask().await,
            State::Back(connection) => Ok(TxGuard::new(connection, Arc::clone(self))),
            State::Out => error(TxErrorKind::InUse),
            State::Failed(unavailable) => {
                self.swap(State::Failed(unavailable));
                error(TxErrorKind::Unavailable(unavailable.kind()))
            }
            State::Ended => {
                self.swap(State::Ended);
                error(TxErrorKind::Over)
            }
        }
    }

    async fn ask(self: &Arc<Self>) -> Result<TxGuard<DB>, TxError> {
        let asking = Asking(self);
        let lent = self.source.lend(self.run).await;
        std::mem::forget(asking);
        match lent {
            Ok(Some(effects)) => {
                let ends = effects.ends();
                let shared = Shared::new(effects);
                // There is one transaction in a run, so the slot was empty.
                let _set = self.lent.set((shared.clone(), ends));
                self.begun.notify_one();
                let connection = TxConnection::new(shared);
                // The run ended meanwhile, if a task of the handler's asked.
                if matches!(*self.state(), State::Ended) {
                    return Err(TxError::new(TxErrorKind::Over));
                }
                Ok(TxGuard::new(connection, Arc::clone(self)))
            }
            // Its lease ran out. What the handler does from here on has no effect.
            Ok(None) => {
                self.fail(Unavailable::new(UnavailableKind::Fenced));
                Err(TxError::new(TxErrorKind::Over))
            }
            Err(unavailable) => {
                self.fail(unavailable);
                Err(TxError::new(TxErrorKind::Unavailable(unavailable.kind())))
            }
        }
    }

    fn fail(&self, unavailable: Unavailable) {
        let mut state = self.state();
        if matches!(*state, State::Out) {
            *state = State::Failed(unavailable);
        }
    }

    /// The connection of a guard that is dropped. After the end of the run it is rolled back.
    pub(crate) fn put_back(&self, connection: TxConnection<DB>) {
        let mut state = self.state();
        if matches!(*state, State::Out) {
            *state = State::Back(connection);
        }
    }
}

/// A handler may stop waiting for its transaction, and ask again.
struct Asking<'a, DB: Database>(&'a Slot<DB>);

impl<DB: Database> Drop for Asking<'_, DB> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        if matches!(*state, State::Out) {
            *state = State::Unused;
        }
    }
}

impl<DB: Database> HandOver for Slot<DB> {
    fn extend(self: Arc<Self>, extensions: &mut Extensions) {
        extensions.insert(Tx::new(self));
    }

    fn expired(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {
            loop {
                if let Some((_, ends)) = self.lent.get() {
                    return sleep_until((*ends).into()).await;
                }
                self.begun.notified().await;
            }
        })
    }

    fn end(&self, done: bool) -> BoxFuture<'_, TxEnd> {
        let state = self.swap(State::Ended);
        Box::pin(async move {
            match state {
                State::Unused | State::Ended => TxEnd::Unused,
                State::Out => {
                    if let Some((shared, ends)) = self.lent.get() {
                        shared
                            .take_until((Instant::now() + GIVE_BACK).min(*ends))
                            .await;
                    }
                    TxEnd::Held
                }
                State::Failed(unavailable) => TxEnd::Failed(unavailable),
                State::Back(_) if !done => TxEnd::RolledBack,
                State::Back(connection) if connection.has_failed() => TxEnd::Refused,
                State::Back(connection) => match commit(connection).await {
                    Ok(finished) => TxEnd::Committed(finished),
                    Err(refused) if refused.kind() == UnavailableKind::Refused => TxEnd::Refused,
                    Err(unavailable) => TxEnd::Failed(unavailable),
                },
            }
        })
    }
}

async fn commit<DB: Database>(connection: TxConnection<DB>) -> Result<Finished, Unavailable> {
    let taken = Err(Unavailable::new(UnavailableKind::Late));
    match connection.into_effects() {
        Some(effects) => effects.done().await,
        None => taken,
    }
}

impl<DB: Database> fmt::Debug for Slot<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slot")
            .field("run", &self.run)
            .finish_non_exhaustive()
    }
}
