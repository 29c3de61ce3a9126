//! What the tasks of the store share. They run on a thread of the store's own, whatever the program's runtime does.

use std::future::Future;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sqlx::Row as _;
use sqlx::postgres::{PgConnectOptions, PgRow};
use tokio::runtime::Handle;
use tokio::sync::{Notify, RwLock};
use tokio::time::timeout;

use crate::batch::Waiting;
use crate::clock::Clock;
use crate::ending::Live;
use crate::error::{Unavailable, UnavailableKind};
use crate::failpoint::Failpoints;
use crate::policy::Policy;
use crate::postgres::fault::Fault;
use crate::postgres::lane::Lane;
use crate::postgres::options::PostgresOptions;
use crate::postgres::thread::Ends;
use crate::purge_clock::PurgeClock;
use crate::row::Row;
use crate::store::Run;

/// The time of the server in microseconds since 1970; tests add to it.
macro_rules! now {
    ($offset:literal) => {
        concat!(
            "((extract(epoch FROM clock_timestamp()) * 1000000)::bigint + ",
            $offset,
            "::bigint)"
        )
    };
}
pub(super) use now;

/// How many transactions insert at once.
pub(super) const BATCHERS: usize = 4;
/// How long a worker waits for the store.
pub(super) const WORK_WITHIN: Duration = Duration::from_secs(5);
/// How long a person waits for the store.
pub(super) const LOOK_WITHIN: Duration = Duration::from_secs(30);

pub(super) struct Inner {
    pub(super) handle: Handle,
    pub(super) place: String,
    /// The name of the table with its schema, quoted.
    pub(super) table: String,
    /// Of the notifications.
    pub(super) channel: String,
    /// What this process says in notifications, so that it knows its own.
    pub(super) name: String,
    pub(super) clock: Clock,
    pub(super) policy: Policy,
    pub(super) failpoints: Failpoints,
    pub(super) connect: PgConnectOptions,
    pub(super) lanes: Lanes,
    /// Counts fetches, which begin with each kind of rows and with each group in turn.
    pub(super) turn: AtomicUsize,
    purging: Mutex<PurgeClock>,
    live: Mutex<Live>,
    waiting: Mutex<Waiting>,
    /// Up to this time, bodies were removed.
    pub(super) bodies_from: Mutex<i64>,
    /// Told of what this or another process queued.
    pub(super) queued: Notify,
    /// Told of what this process queued, for the others.
    pub(super) bell: Notify,
    /// Closing waits for what has entered.
    gate: RwLock<()>,
    closed: AtomicBool,
    stop: Arc<Notify>,
}

pub(super) struct Lanes {
    pub(super) inserts: Lane,
    pub(super) runs: Lane,
    pub(super) effects: Lane,
    pub(super) leases: Lane,
    pub(super) looks: Lane,
}

impl Lanes {
    /// Closes what is kept.
    fn forget(&self) {
        let Self {
            inserts,
            runs,
            effects,
            leases,
            looks,
        } = self;
        for lane in [inserts, runs, effects, leases, looks] {
            lane.forget();
        }
    }
}

/// What was found out about the database when it was opened.
pub(super) struct Place {
    pub(super) schema: String,
    pub(super) table: String,
    pub(super) channel: String,
    pub(super) name: String,
    pub(super) now: i64,
    /// `on` or `remote_apply`.
    pub(super) synchronous_commit: &'static str,
}

impl Inner {
    pub(super) fn new(options: &PostgresOptions, place: Place, ends: Ends) -> Self {
        let Place {
            schema,
            table,
            channel,
            name,
            now,
            synchronous_commit,
        } = place;
        let mut connect = options.connect.clone();
        if connect.get_application_name().is_none() {
            connect = connect.application_name("webhook-inbox");
        }
        let lane = |most: usize, within: Duration, lock: Duration| {
            // A plan for an empty table must not be kept for a full one: the indexes serve every statement, row by row.
            let session = format!(
                "SET synchronous_commit = {synchronous_commit}; SET search_path = {}; SET statement_timeout = {}; \
                 SET lock_timeout = {}; SET idle_in_transaction_session_timeout = 60000; \
                 SET default_transaction_isolation = 'read committed'; SET enable_seqscan = off; SET enable_mergejoin = off; \
                 SET enable_hashjoin = off; SET jit = off",
                quoted(&schema),
                within.as_millis(),
                lock.as_millis(),
            );
            Lane::new(&connect, session, most)
        };
        let (second, work) = (Duration::from_secs(1), WORK_WITHIN);
        let lanes = Lanes {
            inserts: lane(BATCHERS, Duration::from_secs(2), second / 2),
            runs: lane(2, work, second),
            leases: lane(2, work, second),
            looks: lane(1, LOOK_WITHIN, second),
            effects: Lane::new(
                &connect,
                format!("SET synchronous_commit = {synchronous_commit}"),
                options.transactions,
            ),
        };
        #[cfg(feature = "conformance")]
        let clock = Clock::new(options.clock.clone());
        #[cfg(not(feature = "conformance"))]
        let clock = Clock::new();
        Self {
            handle: ends.handle,
            place: options.place(),
            table,
            channel,
            name,
            policy: options.policy.clone(),
            failpoints: options.failpoints.clone(),
            connect,
            lanes,
            turn: AtomicUsize::new(0),
            purging: Mutex::new(PurgeClock::new(
                now.saturating_add(clock.offset()),
                clock.running(),
            )),
            clock,
            live: Mutex::default(),
            waiting: Mutex::default(),
            bodies_from: Mutex::default(),
            queued: Notify::new(),
            bell: Notify::new(),
            gate: RwLock::new(()),
            closed: AtomicBool::new(false),
            stop: ends.stop,
        }
    }

    pub(super) fn live(&self) -> MutexGuard<'_, Live> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn bodies_from(&self) -> MutexGuard<'_, i64> {
        let from = self.bodies_from.lock();
        from.unwrap_or_else(PoisonError::into_inner)
    }

    /// One row of the group waits no more.
    pub(super) fn ended(&self, group: &[u8]) {
        if let Some(waiting) = self.waiting().get_mut(group) {
            *waiting = waiting.saturating_sub(1);
        }
    }

    /// Something is due.
    pub(super) fn told(&self) {
        self.queued.notify_one();
        self.bell.notify_one();
    }

    /// The run is over, so its lease is not renewed.
    pub(super) fn forget(&self, run: Run) {
        let mut live = self.live();
        if live
            .get(&run.id)
            .is_some_and(|(token, _)| *token == run.token)
        {
            live.remove(&run.id);
        }
    }

    /// How long to wait until the clock of the server, which says `now`, can be believed.
    pub(super) fn may_purge(&self, now: i64) -> Option<Duration> {
        let purging = self.purging.lock();
        let mut purging = purging.unwrap_or_else(PoisonError::into_inner);
        purging.wait(now, self.clock.running())
    }

    pub(super) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// Works on the store's own thread, and answers an error if that takes too long. Who waits needs no runtime.
    pub(super) async fn work<T: Send + 'static>(
        &self,
        within: Duration,
        work: impl Future<Output = Result<T, Fault>> + Send + 'static,
    ) -> Result<T, Unavailable> {
        let entered = self.enter().await?;
        let done = self.handle.spawn(timeout(within, work)).await;
        drop(entered);
        match done {
            Ok(Ok(Ok(done))) => Ok(done),
            Ok(Ok(Err(fault))) => Err(self.failed(&fault)),
            Ok(Err(_elapsed)) => Err(self.late()),
            // The thread ended.
            Err(_) => Err(Unavailable::new(UnavailableKind::Closed)),
        }
    }

    /// The server did not answer in time. Other connections that are kept may be as silent.
    pub(super) fn late(&self) -> Unavailable {
        self.lanes.forget();
        Unavailable::new(UnavailableKind::Late)
    }

    /// While the guard lives, the store is not closed.
    pub(super) async fn enter(&self) -> Result<tokio::sync::RwLockReadGuard<'_, ()>, Unavailable> {
        let entered = self.gate.read().await;
        if self.is_closed() {
            return Err(Unavailable::new(UnavailableKind::Closed));
        }
        Ok(entered)
    }

    /// What to answer after a fault. A crash of the suite ends everything at once.
    pub(super) fn failed(&self, fault: &Fault) -> Unavailable {
        if matches!(fault, Fault::Crash) {
            self.end();
        }
        Unavailable::from(fault)
    }

    pub(super) async fn close(&self) {
        let _alone = self.gate.write().await;
        self.end();
    }

    pub(super) fn end(&self) {
        self.closed.store(true, Ordering::Release);
        self.stop.notify_one();
        self.lanes.forget();
    }
}

/// As a name in SQL.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

pub(super) fn read(row: &PgRow) -> Result<Row, Fault> {
    Ok(crate::read::row(row, |row, index| row.try_get(index))?)
}
