//! The inbox: a store, and the workers that run what it holds.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use webhook_core::Dispatcher;

use crate::error::{OpenError, Unavailable};
use crate::health::Health;
use crate::policy::Policy;
#[cfg(feature = "postgres")]
use crate::postgres::{PostgresOptions, PostgresStore};
#[cfg(feature = "sqlite")]
use crate::sqlite::{SqliteOptions, SqliteStore};
use crate::store::Store;
use crate::worker::{Task, Workers, after};

/// A durable inbox. Clones share it.
///
/// Give it to [`DispatcherBuilder::inbox`](webhook_core::DispatcherBuilder::inbox): a delivery of a `durable` group is then
/// committed before it is acknowledged. Then let it [`work`](Self::work): it runs the handlers afterwards.
///
/// # Examples
///
/// ```
/// # use serde::Deserialize;
/// use std::time::Duration;
/// use webhook_core::{Dispatcher, EventGroup, Secret, on_event};
/// use webhook_inbox::{Inbox, Workers};
///
/// #[derive(Debug, Deserialize)]
/// pub struct Order { id: String }
///
/// #[derive(Debug, EventGroup)]
/// #[event_group(path = "/shop", discriminator = "/type", payload = "/data", id = "/id", durable,
///     signature(algorithm = "hmac-sha256", header = "X-Signature"))]
/// pub enum Shop {
///     #[event("order.paid")]
///     OrderPaid(Order),
/// }
///
/// #[on_event(group = "shop", ty = Order)]
/// async fn paid(order: Order) {
///     println!("order {}", order.id);
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # std::env::set_current_dir(&folder)?;
/// let inbox = Inbox::open("sqlite:webhooks.db").await?;
/// let dispatcher = Dispatcher::builder()
///     .group::<Shop>(Secret::new("s3cret"))
///     .inbox(inbox.clone())
///     .build()?;
/// inbox.work(&dispatcher, Workers::new(16));
/// // Serve `dispatcher`, and then:
/// inbox.stop(Duration::from_secs(10)).await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Inbox {
    pub(crate) shared: Arc<Shared>,
}

/// How far the inbox has come to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    Open,
    /// It takes deliveries in, but asks for no more.
    Leaving,
    /// It takes in and fetches nothing more. Runs go on.
    Closed,
    /// Runs are dropped.
    Over,
}

pub(crate) struct Shared {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) policy: Policy,
    pub(crate) health: Health,
    pub(crate) phase: watch::Sender<Phase>,
    /// A warning for each reply would say nothing new.
    pub(crate) warned_of_reply: Once,
    /// One `stop` at a time: a second one would close the store under the first.
    stopping: tokio::sync::Mutex<()>,
    /// What runs for this inbox, until `stop`.
    tasks: Mutex<Vec<Task>>,
    /// Those that work on it, until `stop`, because they hold the inbox as well.
    dispatchers: Mutex<Vec<Dispatcher>>,
}

impl Inbox {
    /// Opens `sqlite:FILE`, which is created if it is missing, or `postgres://USER:PASSWORD@HOST/DATABASE`.
    ///
    /// `sqlite::memory:` and options behind a `?` are refused: a database in memory loses what it holds. For a file with a `?` in
    /// its name use [`sqlite`](Self::sqlite).
    ///
    /// # Errors
    ///
    /// An [`OpenError`], whose kind says what is wrong with the address or with what it leads to.
    #[cfg_attr(
        not(any(feature = "sqlite", feature = "postgres")),
        expect(clippy::unused_async, reason = "the two stores wait")
    )]
    pub async fn open(address: &str) -> Result<Self, OpenError> {
        #[cfg(feature = "sqlite")]
        if let Some(path) = address.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if matches!(path, "" | ":memory:") || path.contains('?') {
                return Err(OpenError::address());
            }
            return Self::sqlite(SqliteOptions::new(path)).await;
        }
        #[cfg(feature = "postgres")]
        if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            return Self::postgres(PostgresOptions::new(address)?).await;
        }
        Err(OpenError::address())
    }

    /// Opens an SQLite file, which is created if it is missing. It may be the file of the program's own tables.
    ///
    /// # Errors
    ///
    /// An [`OpenError`], whose kind says what is wrong with the file. It was not changed.
    #[cfg(feature = "sqlite")]
    pub async fn sqlite(options: SqliteOptions) -> Result<Self, OpenError> {
        let policy = options.policy.clone();
        let store = SqliteStore::open(options).await?;
        Ok(Self::with_store(store, policy))
    }

    /// Opens a Postgres database, and creates the tables if they are missing. It may be the database of the program's own tables.
    ///
    /// # Errors
    ///
    /// An [`OpenError`], whose kind says what is wrong with the server or the database. It was not changed.
    #[cfg(feature = "postgres")]
    pub async fn postgres(options: PostgresOptions) -> Result<Self, OpenError> {
        let policy = options.policy.clone();
        let store = PostgresStore::open(options).await?;
        Ok(Self::with_store(store, policy))
    }

    /// An inbox in a store of another kind. Of `policy`, the marks are read here.
    pub fn with_store(store: impl Store, policy: Policy) -> Self {
        let shared = Shared {
            store: Arc::new(store),
            policy,
            health: Health::default(),
            phase: watch::Sender::new(Phase::Open),
            warned_of_reply: Once::new(),
            stopping: tokio::sync::Mutex::new(()),
            tasks: Mutex::new(Vec::new()),
            dispatchers: Mutex::new(Vec::new()),
        };
        let shared = Arc::new(shared);
        Self { shared }
    }

    /// Runs the deliveries of the `durable` groups of `dispatcher`, until [`stop`](Self::stop).
    ///
    /// Events without a handler in this dispatcher are left for another program. Asynchronous handlers run as tasks, others
    /// on threads for blocking work.
    ///
    /// After [`stop`](Self::stop) it does nothing.
    ///
    /// # Panics
    ///
    /// Outside of a Tokio runtime, and if `workers` limits a group of which the dispatcher runs no event: its name may be
    /// misspelt, and the limit would be none.
    pub fn work(&self, dispatcher: &Dispatcher, workers: Workers) {
        if self.shared.is_closed() {
            return;
        }
        let unknown = workers.unknown_group(dispatcher);
        assert!(
            unknown.is_none(),
            "`Workers::at_most` limits the group {:?}, of which this dispatcher runs no event",
            unknown.unwrap_or_default()
        );
        let task = Task::spawn(self, dispatcher.clone(), workers);
        self.shared.tasks().push(task);
        self.shared.dispatchers().push(dispatcher.clone());
    }

    /// Runs what is due, on this task: up to 16 deliveries at once, until nothing more is due or `budget` is over. Returns how
    /// many ran. For tests, and for platforms that freeze a program between two requests.
    ///
    /// Runs in progress end first, also if they take longer than the budget. If the future is dropped, they are given back.
    ///
    /// # Errors
    ///
    /// The store does not answer. What ran before has ended.
    pub async fn run_due(
        &self,
        dispatcher: &Dispatcher,
        budget: Duration,
    ) -> Result<u64, Unavailable> {
        crate::worker::run_due(self, dispatcher, budget).await
    }

    /// Waits for a signal, and then says in [`is_ready`](Self::is_ready) that no more deliveries should come. Those that come nevertheless are stored until [`stop`](Self::stop).
    ///
    /// Give it to the server, which then ends once all its connections have:
    ///
    /// ```no_run
    /// # async fn serve(server: impl Future<Output = ()>, signal: impl Future<Output = ()>, inbox: webhook_inbox::Inbox) {
    /// use std::time::Duration;
    ///
    /// // With axum: `axum::serve(listener, router).with_graceful_shutdown(inbox.stopping(signal)).await?;`
    /// tokio::join!(server, inbox.stopping(signal));
    /// inbox.stop(Duration::from_secs(20)).await;
    /// # }
    /// ```
    pub fn stopping<F>(&self, signal: F) -> impl Future<Output = ()> + use<F>
    where
        F: Future,
    {
        let shared = Arc::clone(&self.shared);
        async move {
            signal.await;
            shared.advance(Phase::Leaving);
        }
    }

    /// Whether deliveries should come: the inbox is not stopping, and its store has not failed in the last five seconds.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        !self.shared.is_leaving() && !self.shared.health.has_failed()
    }

    /// Ends the inbox: deliveries are answered 503 from now on, nothing more is fetched, runs have `grace` to end, and the
    /// database is closed.
    ///
    /// A run that takes longer is dropped. Its writes are rolled back, and it is given back to run again; the attempt is not
    /// counted. A handler that is not async cannot be dropped: its delivery runs again once its lease has run out.
    ///
    /// A second call waits for the first. An inbox that was stopped does not work again; open another one.
    pub async fn stop(&self, grace: Duration) {
        self.shared.advance(Phase::Closed);
        let _alone = self.shared.stopping.lock().await;
        let deadline = after(grace);
        let tasks = std::mem::take(&mut *self.shared.tasks());
        for task in tasks {
            task.stop(&self.shared, deadline).await;
        }
        self.shared.advance(Phase::Over);
        self.shared.dispatchers().clear();
        self.shared.store.close().await;
    }
}

impl Shared {
    pub(crate) fn dispatchers(&self) -> MutexGuard<'_, Vec<Dispatcher>> {
        let dispatchers = self.dispatchers.lock();
        dispatchers.unwrap_or_else(PoisonError::into_inner)
    }

    /// Groups that have a mark, and of which no dispatcher runs anything.
    pub(crate) fn unknown_marks(&self) -> Vec<String> {
        let dispatchers = self.dispatchers();
        let is_run = |group: &str| {
            let mut events = dispatchers.iter().flat_map(Dispatcher::stored_events);
            events.any(|event| event.group == group)
        };
        let groups = self.policy.marks.keys().filter(|group| !is_run(group));
        groups.cloned().collect()
    }

    fn tasks(&self) -> MutexGuard<'_, Vec<Task>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn advance(&self, to: Phase) {
        self.phase.send_if_modified(|phase| {
            let further = to > *phase;
            if further {
                *phase = to;
            }
            further
        });
    }

    /// Ready once the inbox is in this phase or a later one.
    pub(crate) async fn reaches(&self, phase: Phase) {
        let mut phases = self.phase.subscribe();
        // The sender is a field of `self`, so it does not close.
        let _reached = phases.wait_for(|now| *now >= phase).await;
    }

    pub(crate) fn is_leaving(&self) -> bool {
        *self.phase.borrow() >= Phase::Leaving
    }

    pub(crate) fn is_closed(&self) -> bool {
        *self.phase.borrow() >= Phase::Closed
    }
}

impl fmt::Debug for Inbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inbox")
            .field("phase", &*self.shared.phase.borrow())
            .finish_non_exhaustive()
    }
}
