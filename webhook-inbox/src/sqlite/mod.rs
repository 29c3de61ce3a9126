//! The store in an SQLite file.

mod admin;
mod count;
mod effects;
mod fault;
mod fetch;
mod file;
mod insert;
mod job;
mod lend;
mod lock;
mod options;
mod pause;
mod reader;
mod runs;
mod schema;
mod state;
mod statements;
mod strand;
mod writer;

use std::fmt;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::Extensions;
use sqlx::Sqlite;
use tokio::sync::{Notify, mpsc, oneshot};
use webhook_core::future::BoxFuture;

use crate::clock::within;
use crate::entry::{Entry, Stored};
use crate::error::{OpenError, OpenErrorKind, Unavailable, UnavailableKind};
use crate::patience::Patience;
use crate::policy::POLL_FILE;
use crate::purge_clock::PurgeClock;
use crate::row::Row;
use crate::store::{
    Depth, Fetch, Fetched, Filter, Finished, Handled, Purged, Recognised, Replayed, Run, Store,
    Stranded, Verdict,
};
use crate::tx::{Effects, HandOver, TxSource};
use job::{Job, Reply, Request};
use reader::Reader;
use state::Settings;

pub use options::SqliteOptions;

/// The store in an SQLite file. Clones share it.
///
/// One thread writes, and commits what waits as a group; an acknowledged delivery is on the disk (`synchronous = FULL`).
/// Several processes may open one file; they take turns.
///
/// What is erased is overwritten in the file. Its log, the file `-wal` beside it, can keep it until the last process closes the
/// file.
#[derive(Clone)]
pub struct SqliteStore {
    writer: mpsc::Sender<Job>,
    shared: Arc<Shared>,
}

/// What readers need. They do not wait for the writer, nor it for them.
struct Shared {
    settings: Settings,
    patience: Patience,
    /// For fetches.
    fetching: Reader,
    /// For people.
    looking: Reader,
    /// Counts fetches, which begin with each kind of rows and with each group in turn.
    turn: AtomicUsize,
    purging: Mutex<PurgeClock>,
    /// Told of what this process queued.
    queued: Notify,
}

impl SqliteStore {
    /// Opens the file, or creates it.
    ///
    /// # Errors
    ///
    /// An [`OpenError`], whose kind says what is wrong with the file. It was not changed.
    pub async fn open(options: SqliteOptions) -> Result<Self, OpenError> {
        let settings = options.into_settings();
        create(&settings.path)?;
        let patience =
            Patience::start().map_err(|_| OpenError::new(OpenErrorKind::Other, &settings.path))?;
        let (writer, files) = writer::start(settings.clone()).await?;
        let shared = Shared {
            fetching: Reader::new(&settings, &files),
            looking: Reader::new(&settings, &files),
            patience,
            turn: AtomicUsize::new(0),
            purging: Mutex::new(PurgeClock::new(
                settings.clock.now(),
                settings.clock.running(),
            )),
            queued: Notify::new(),
            settings,
        };
        Ok(Self {
            writer,
            shared: Arc::new(shared),
        })
    }

    /// Lends the writer's connection to a run, in a transaction; `None` if the run no longer owns its row. Runs take turns, several
    /// in one transaction, and acknowledgements come between those.
    ///
    /// # Errors
    ///
    /// The store does not answer.
    pub async fn effects(&self, run: Run) -> Result<Option<Effects<Sqlite>>, Unavailable> {
        match self.ask(Request::Lend(run)).await {
            Ok(Reply::Lent(effects)) => Ok(effects),
            answer => Err(other(answer)),
        }
    }

    fn source(&self) -> TxSource<Sqlite> {
        let store = self.clone();
        TxSource::new(move |run| {
            let store = store.clone();
            Box::pin(async move { store.effects(run).await })
        })
    }

    /// Changes a row, if there is such a row.
    async fn find(&self, request: Request) -> Result<bool, Unavailable> {
        match self.ask(request).await {
            Ok(Reply::Found(found)) => Ok(found),
            answer => Err(other(answer)),
        }
    }

    async fn ask(&self, request: Request) -> Result<Reply, Unavailable> {
        let closed = Unavailable::new(UnavailableKind::Closed);
        let (reply, answer) = oneshot::channel();
        let job = Job { request, reply };
        self.writer.send(job).await.map_err(|_| closed)?;
        let answer = answer.await.map_err(|_| closed)?;
        if matches!(&answer, Err(error) if error.kind() == UnavailableKind::ReadOnly) {
            // All connections of a process share what SQLite found out about its files, until the last one is closed.
            self.shared.close_readers().await;
        }
        answer
    }
}

impl Store for SqliteStore {
    fn insert(&self, entries: Vec<Entry>) -> BoxFuture<'_, Result<Vec<Stored>, Unavailable>> {
        Box::pin(async move {
            let answer = self.ask(Request::Insert(entries));
            match self.shared.patience.within(answer).await {
                Some(Ok(Reply::Inserted(stored))) => {
                    self.shared.queued.notify_one();
                    Ok(stored)
                }
                Some(answer) => Err(other(answer)),
                None => Err(Unavailable::new(UnavailableKind::Late)),
            }
        })
    }

    fn fetch(&self, mut fetch: Fetch) -> BoxFuture<'_, Result<Fetched, Unavailable>> {
        Box::pin(async move {
            let Settings { clock, policy, .. } = &self.shared.settings;
            let mut may_reap = true;
            loop {
                let mut reader = self.shared.fetching.open().await?;
                let leases = runs::good_leases(clock.now(), policy);
                let look = fetch::look(reader.connection(), leases).await;
                if may_reap && matches!(&look, Ok(look) if look.over) {
                    reader.done(look)?;
                    self.ask(Request::Reap).await?;
                    may_reap = false;
                    continue;
                }
                let turn = self.shared.turn.fetch_add(1, Ordering::Relaxed);
                let due = match look {
                    Ok(look) => {
                        let reader = reader.connection();
                        fetch::due(reader, &mut fetch, look, clock.now(), turn).await
                    }
                    Err(fault) => Err(fault),
                };
                let due = reader.done(due)?;
                let suspects = due.suspects;
                if due.ids.is_empty() {
                    let rows = Vec::new();
                    return Ok(Fetched { rows, suspects });
                }
                let claim = Request::Claim {
                    ids: due.ids,
                    handled: fetch.handled.clone(),
                };
                match self.ask(claim).await {
                    // All of them were rows that cannot be read; others wait behind them.
                    Ok(Reply::Claimed(rows, ended)) if rows.is_empty() && ended > 0 => {}
                    Ok(Reply::Claimed(rows, _)) => return Ok(Fetched { rows, suspects }),
                    answer => return Err(other(answer)),
                }
            }
        })
    }

    fn wait(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {
            // Other processes write to the file too, and retries become due.
            let _more = within(POLL_FILE, self.shared.queued.notified()).await;
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
            match self.ask(Request::Finish(run, verdict)).await {
                Ok(Reply::Finished(finished)) => Ok(finished),
                answer => Err(other(answer)),
            }
        })
    }

    fn get(&self, id: i64) -> BoxFuture<'_, Result<Option<Row>, Unavailable>> {
        Box::pin(async move {
            let mut reader = self.shared.looking.open().await?;
            let row = admin::get(reader.connection(), id).await;
            reader.done(row)
        })
    }

    fn list(&self, filter: Filter) -> BoxFuture<'_, Result<Vec<Row>, Unavailable>> {
        Box::pin(async move {
            let mut reader = self.shared.looking.open().await?;
            let rows = admin::list(reader.connection(), &filter).await;
            reader.done(rows)
        })
    }

    fn replay(
        &self,
        id: i64,
        recognised: Option<Recognised>,
    ) -> BoxFuture<'_, Result<Replayed, Unavailable>> {
        Box::pin(async move {
            match self.ask(Request::Replay(id, recognised)).await {
                Ok(Reply::Replayed(replayed)) => Ok(replayed),
                answer => Err(other(answer)),
            }
        })
    }

    fn mark_dead(&self, id: i64) -> BoxFuture<'_, Result<bool, Unavailable>> {
        Box::pin(self.find(Request::MarkDead(id)))
    }

    fn erase(&self, id: i64) -> BoxFuture<'_, Result<bool, Unavailable>> {
        Box::pin(self.find(Request::Erase(id)))
    }

    fn pause(&self, group: Bytes, pause: bool) -> BoxFuture<'_, Result<(), Unavailable>> {
        Box::pin(async move {
            self.ask(Request::Pause(group, pause)).await?;
            // After a pause, the rows that gathered are due.
            self.shared.queued.notify_one();
            Ok(())
        })
    }

    fn paused(&self) -> BoxFuture<'_, Result<Vec<Bytes>, Unavailable>> {
        Box::pin(async move {
            let mut reader = self.shared.looking.open().await?;
            let groups = pause::groups(reader.connection()).await;
            reader.done(groups)
        })
    }

    fn purge(&self) -> BoxFuture<'_, Result<Purged, Unavailable>> {
        Box::pin(async move {
            let mut all = Purged::default();
            loop {
                if let Some(wait) = self.shared.may_purge() {
                    all.wait = Some(wait);
                    return Ok(all);
                }
                match self.ask(Request::Purge).await {
                    Ok(Reply::Purged(purged, more)) => {
                        all.bodies = all.bodies.saturating_add(purged.bodies);
                        all.rows = all.rows.saturating_add(purged.rows);
                        if !more {
                            return Ok(all);
                        }
                    }
                    answer => return Err(other(answer)),
                }
            }
        })
    }

    fn strand(&self, handled: Vec<Handled>) -> BoxFuture<'_, Result<Stranded, Unavailable>> {
        Box::pin(async move {
            let Settings { clock, policy, .. } = &self.shared.settings;
            let mut reader = self.shared.looking.open().await?;
            let pairs = strand::pairs(reader.connection(), &handled, policy, clock.now()).await;
            let mut stranded = Stranded {
                wait: self.shared.may_purge(),
                ..Stranded::default()
            };
            for (group, event, waiting) in reader.done(pairs)? {
                stranded.waiting = stranded.waiting.saturating_add(waiting);
                while stranded.wait.is_none() {
                    let (group, event) = (group.clone(), event.clone());
                    match self.ask(Request::Strand { group, event }).await {
                        Ok(Reply::Ended(0)) => break,
                        Ok(Reply::Ended(ended)) => {
                            stranded.dead = stranded.dead.saturating_add(ended);
                            stranded.waiting = stranded.waiting.saturating_sub(ended);
                        }
                        answer => return Err(other(answer)),
                    }
                }
            }
            Ok(stranded)
        })
    }

    fn depth(&self) -> BoxFuture<'_, Result<Vec<Depth>, Unavailable>> {
        Box::pin(async move {
            let mut reader = self.shared.looking.open().await?;
            let depths = admin::depth(reader.connection()).await;
            reader.done(depths)
        })
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            self.shared.fetching.end().await;
            self.shared.looking.end().await;
            // A store that is closed already needs no more.
            let _closed = self.ask(Request::Close).await;
        })
    }
}

/// The writer answers what it was asked, or an error.
fn other(answer: Result<Reply, Unavailable>) -> Unavailable {
    let mixed_up = Unavailable::new(UnavailableKind::Other);
    answer.err().unwrap_or(mixed_up)
}

impl Shared {
    async fn close_readers(&self) {
        self.fetching.close().await;
        self.looking.close().await;
    }

    fn may_purge(&self) -> Option<Duration> {
        let purging = self.purging.lock();
        let mut purging = purging.unwrap_or_else(PoisonError::into_inner);
        let clock = &self.settings.clock;
        purging.wait(clock.now(), clock.running())
    }
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore")
            .field("path", &self.shared.settings.path)
            .finish_non_exhaustive()
    }
}

/// Deliveries hold what customers sent, so the file is its owner's alone.
fn create(path: &Path) -> Result<(), OpenError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) => {
            let kind = match error.kind() {
                std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem
                    if path.exists() =>
                {
                    OpenErrorKind::ReadOnly
                }
                std::io::ErrorKind::StorageFull => OpenErrorKind::Full,
                _ => OpenErrorKind::Missing,
            };
            Err(OpenError::new(kind, path))
        }
    }
}
