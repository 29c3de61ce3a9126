//! The store in a Postgres database.

mod admin;
mod batcher;
mod by_hand;
mod effects;
mod fault;
mod fetch;
mod finisher;
mod insert;
mod keeper;
mod lane;
mod listen;
mod options;
mod runs;
mod schema;
mod state;
mod statements;
mod strand;
mod thread;

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::Extensions;
use sqlx::Postgres;
use tokio::runtime::Handle;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::time::timeout;
use webhook_core::future::BoxFuture;

use crate::clock::within;
use crate::entry::{Entry, Stored};
use crate::error::{OpenError, OpenErrorKind, Unavailable, UnavailableKind};
use crate::patience::Patience;
use crate::policy::{BATCH, POLL_SERVER};
use crate::row::Row;
use crate::store::{
    Depth, Fetch, Fetched, Filter, Finished, Handled, Purged, Recognised, Replayed, Run, Store,
    Stranded, Verdict,
};
use crate::tx::{Effects, HandOver, TxSource};
use batcher::{Job, Pace};
use finisher::Done;
pub use options::PostgresOptions;
use state::{BATCHERS, Inner, LOOK_WITHIN, WORK_WITHIN};
use thread::{Ends, Thread};

/// The store in a Postgres database. Clones share it.
///
/// Several transactions write, each for what waits as a group. An acknowledged delivery is on the disk: `synchronous_commit` is
/// `on` at least, and a server with `fsync = off` is refused. Several processes on several machines may open one database; they
/// share its work. All times are those of the server's clock.
///
/// The connections are the store's own, and so is the thread that drives them. Those of handlers are driven by the runtime that
/// runs the handlers, which needs its I/O (`enable_all`). A server that is away is answered at once, and found again by itself.
#[derive(Clone)]
pub struct PostgresStore {
    jobs: mpsc::Sender<Job>,
    pace: Arc<Pace>,
    done: mpsc::Sender<Done>,
    shared: Arc<Owned>,
}

/// What ends with the last clone of the store.
struct Owned {
    inner: Arc<Inner>,
    patience: Patience,
    _thread: Thread,
}

impl PostgresStore {
    /// Opens the database, and creates the tables if they are missing.
    ///
    /// # Errors
    ///
    /// An [`OpenError`], whose kind says what is wrong with the server or the database. It was not changed.
    pub async fn open(options: PostgresOptions) -> Result<Self, OpenError> {
        let thread = Thread::start(&options)?;
        let patience = Patience::start().map_err(|_| options.refused(OpenErrorKind::Other))?;
        let ended = options.refused(OpenErrorKind::Other);
        let opened = thread.handle.spawn(open(options, thread.ends()));
        let inner = opened.await.unwrap_or(Err(ended))?;
        let handle = &thread.handle;
        let (sender, jobs) = mpsc::channel(4 * BATCH);
        let (jobs, pace) = (Arc::new(Mutex::new(jobs)), Arc::new(Pace::default()));
        for _ in 0..BATCHERS {
            let (jobs, pace) = (Arc::clone(&jobs), Arc::clone(&pace));
            handle.spawn(batcher::serve(Arc::clone(&inner), jobs, pace));
        }
        let (done, all_done) = mpsc::channel(4 * BATCH);
        handle.spawn(finisher::serve(Arc::clone(&inner), all_done));
        handle.spawn(keeper::tend(Arc::clone(&inner)));
        handle.spawn(listen::tell(Arc::clone(&inner)));
        handle.spawn(listen::hear(Arc::clone(&inner)));
        Ok(Self {
            jobs: sender,
            pace,
            done,
            shared: Arc::new(Owned {
                inner,
                patience,
                _thread: thread,
            }),
        })
    }

    /// Lends a connection to a run, in a transaction, until the deadline of the run; `None` if the run no longer owns its row.
    ///
    /// # Errors
    ///
    /// The store does not answer.
    pub async fn effects(&self, run: Run) -> Result<Option<Effects<Postgres>>, Unavailable> {
        let entered = self.inner().enter().await?;
        let (reply, answer) = oneshot::channel();
        // The handler's statements need both, and a wake-up between two runtimes costs more than a message to the server.
        let runtime = Handle::try_current();
        let runtime = runtime.unwrap_or_else(|_none| self.inner().handle.clone());
        runtime.spawn(effects::lend(Arc::clone(self.inner()), run, reply));
        let answer = answer.await;
        drop(entered);
        answer.unwrap_or(Err(Unavailable::new(UnavailableKind::Closed)))
    }

    async fn finish_done(&self, run: Run) -> Result<Finished, Unavailable> {
        let closed = Unavailable::new(UnavailableKind::Closed);
        let _entered = self.inner().enter().await?;
        let (reply, answer) = oneshot::channel();
        let done = Done { run, reply };
        self.done.send(done).await.map_err(|_| closed)?;
        answer.await.map_err(|_| closed)?
    }

    fn inner(&self) -> &Arc<Inner> {
        &self.shared.inner
    }

    fn source(&self) -> TxSource<Postgres> {
        let store = self.clone();
        TxSource::new(move |run| {
            let store = store.clone();
            Box::pin(async move { store.effects(run).await })
        })
    }
}

async fn open(options: PostgresOptions, ends: Ends) -> Result<Arc<Inner>, OpenError> {
    let place = schema::prepare(options.clone()).await?;
    let inner = Arc::new(Inner::new(&options, place, ends));
    match timeout(LOOK_WITHIN, keeper::count(&inner)).await {
        Ok(Ok(())) => Ok(inner),
        _ => Err(options.refused(OpenErrorKind::Unreachable)),
    }
}

impl Store for PostgresStore {
    fn insert(&self, entries: Vec<Entry>) -> BoxFuture<'_, Result<Vec<Stored>, Unavailable>> {
        Box::pin(async move {
            let closed = Unavailable::new(UnavailableKind::Closed);
            let inserted = self.shared.patience.within(async {
                let _entered = self.inner().enter().await?;
                let (reply, answer) = oneshot::channel();
                let job = Job { entries, reply };
                self.jobs.send(job).await.map_err(|_| closed)?;
                self.pace.comes();
                answer.await.map_err(|_| closed)?
            });
            let late = Unavailable::new(UnavailableKind::Late);
            inserted.await.unwrap_or(Err(late))
        })
    }

    fn fetch(&self, fetch: Fetch) -> BoxFuture<'_, Result<Fetched, Unavailable>> {
        Box::pin(async move {
            let (inner, entered) = (self.inner(), self.inner().enter().await?);
            let (reply, answer) = oneshot::channel();
            let task = Arc::clone(inner);
            inner.handle.spawn(async move {
                let fetching = timeout(WORK_WITHIN, fetch::fetch(Arc::clone(&task), fetch)).await;
                let fetched = match fetching {
                    Ok(fetched) => fetched.map_err(|fault| task.failed(&fault)),
                    Err(_elapsed) => Err(task.late()),
                };
                if let Err(Ok(left)) = reply.send(fetched) {
                    // What is not given back is renewed no more, and its lease runs out.
                    let back = fetch::give_back(&task, &left.rows);
                    let _unanswered = timeout(WORK_WITHIN, back).await;
                }
            });
            let answer = answer.await;
            drop(entered);
            answer.unwrap_or(Err(Unavailable::new(UnavailableKind::Closed)))
        })
    }

    fn wait(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {
            // A notification may be lost, and retries become due.
            let _more = within(POLL_SERVER, self.inner().queued.notified()).await;
        })
    }

    fn provide(&self, state: &mut Extensions) {
        state.insert(self.source());
    }

    fn hand_over(&self, run: Run) -> Arc<dyn HandOver> {
        self.source().hand_over(run)
    }

    fn finish(&self, run: Run, verdict: Verdict) -> BoxFuture<'_, Result<Finished, Unavailable>> {
        Box::pin(async move {
            if verdict == Verdict::Done {
                return self.finish_done(run).await;
            }
            let inner = Arc::clone(self.inner());
            let finish = async move { runs::finish(&inner, run, &verdict).await };
            self.inner().work(WORK_WITHIN, finish).await
        })
    }

    fn get(&self, id: i64) -> BoxFuture<'_, Result<Option<Row>, Unavailable>> {
        let get = admin::get(Arc::clone(self.inner()), id);
        Box::pin(self.inner().work(LOOK_WITHIN, get))
    }

    fn list(&self, filter: Filter) -> BoxFuture<'_, Result<Vec<Row>, Unavailable>> {
        let list = admin::list(Arc::clone(self.inner()), filter);
        Box::pin(self.inner().work(LOOK_WITHIN, list))
    }

    fn replay(
        &self,
        id: i64,
        recognised: Option<Recognised>,
    ) -> BoxFuture<'_, Result<Replayed, Unavailable>> {
        let replay = by_hand::replay(Arc::clone(self.inner()), id, recognised);
        Box::pin(self.inner().work(LOOK_WITHIN, replay))
    }

    fn mark_dead(&self, id: i64) -> BoxFuture<'_, Result<bool, Unavailable>> {
        let mark_dead = by_hand::mark_dead(Arc::clone(self.inner()), id);
        Box::pin(self.inner().work(LOOK_WITHIN, mark_dead))
    }

    fn erase(&self, id: i64) -> BoxFuture<'_, Result<bool, Unavailable>> {
        let erase = by_hand::erase(Arc::clone(self.inner()), id);
        Box::pin(self.inner().work(LOOK_WITHIN, erase))
    }

    fn pause(&self, group: Bytes, pause: bool) -> BoxFuture<'_, Result<(), Unavailable>> {
        let pause = by_hand::pause(Arc::clone(self.inner()), group, pause);
        Box::pin(self.inner().work(LOOK_WITHIN, pause))
    }

    fn paused(&self) -> BoxFuture<'_, Result<Vec<Bytes>, Unavailable>> {
        let paused = by_hand::paused(Arc::clone(self.inner()));
        Box::pin(self.inner().work(LOOK_WITHIN, paused))
    }

    fn purge(&self) -> BoxFuture<'_, Result<Purged, Unavailable>> {
        Box::pin(async move {
            let mut all = Purged::default();
            loop {
                let purge = admin::purge(Arc::clone(self.inner()));
                let (purged, more) = self.inner().work(LOOK_WITHIN, purge).await?;
                all.bodies = all.bodies.saturating_add(purged.bodies);
                all.rows = all.rows.saturating_add(purged.rows);
                all.wait = purged.wait;
                if !more {
                    return Ok(all);
                }
            }
        })
    }

    fn strand(&self, handled: Vec<Handled>) -> BoxFuture<'_, Result<Stranded, Unavailable>> {
        Box::pin(async move {
            let inner = self.inner();
            let count = strand::count(Arc::clone(inner), handled);
            let (mut stranded, found) = inner.work(LOOK_WITHIN, count).await?;
            if stranded.wait.is_some() {
                return Ok(stranded);
            }
            for (group, event) in found {
                loop {
                    let end = strand::end(Arc::clone(inner), group.clone(), event.clone());
                    let ended = inner.work(LOOK_WITHIN, end).await?;
                    if ended == 0 {
                        break;
                    }
                    stranded.dead = stranded.dead.saturating_add(ended);
                    stranded.waiting = stranded.waiting.saturating_sub(ended);
                }
            }
            Ok(stranded)
        })
    }

    fn depth(&self) -> BoxFuture<'_, Result<Vec<Depth>, Unavailable>> {
        let depth = admin::depth(Arc::clone(self.inner()));
        Box::pin(self.inner().work(LOOK_WITHIN, depth))
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.inner().close())
    }
}

impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStore")
            .field("place", &self.inner().place)
            .finish_non_exhaustive()
    }
}
