//! The store, which does its work on a thread of its own.

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::Extensions;
use tokio::runtime::{Handle, Runtime};
use tokio::sync::watch;
use webhook_core::future::BoxFuture;
use webhook_inbox::{
    Capabilities, Depth, Entry, Fetch, Fetched, Filter, Finished, HandOver, Handled, NoTx, Policy,
    Purged, Recognised, Replayed, Row, Run, Store, Stored, Stranded, Unavailable, UnavailableKind,
    Verdict,
};
#[cfg(feature = "conformance")]
use webhook_inbox::{Failpoints, TestClock};

use crate::capabilities::CAPABILITIES;
use crate::connect;
use crate::consumers::Consumers;
use crate::error::OpenError;
use crate::js::Js;
use crate::options::NatsOptions;
use crate::runs::Held;
use crate::subject::Subjects;

/// An inbox in a JetStream stream. Clones share it.
///
/// Give it to [`Inbox::with_store`](webhook_inbox::Inbox::with_store), as [`NatsOptions::open`] does.
#[derive(Clone)]
pub struct NatsStore {
    inner: Arc<Inner>,
    _thread: Arc<Thread>,
}

/// What all tasks of a store share.
pub(crate) struct Inner {
    pub(crate) js: Js,
    pub(crate) subjects: Subjects,
    pub(crate) policy: Policy,
    pub(crate) consumers: Consumers,
    /// The runs of this process, by the sequences of their messages.
    pub(crate) live: Mutex<HashMap<u64, Held>>,
    /// How many deliveries of a group wait, as far as this process knows.
    pub(crate) waiting: Mutex<HashMap<Bytes, u64>>,
    /// Counts what may have come, for those that wait for it.
    pub(crate) woken: watch::Sender<usize>,
    pub(crate) closed: AtomicBool,
    #[cfg(feature = "conformance")]
    pub(crate) clock: TestClock,
    #[cfg(feature = "conformance")]
    failpoints: Failpoints,
}

/// Of the store's own: the leases of runs are renewed while handlers block every thread of the program, and an acknowledgement may
/// be awaited outside of a runtime.
struct Thread(Option<Runtime>);

impl Drop for Thread {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            // Where this is dropped, waiting may be forbidden.
            runtime.shutdown_background();
        }
    }
}

impl NatsStore {
    /// Connects, and creates the stream if it is missing.
    ///
    /// # Errors
    ///
    /// An [`OpenError`], whose kind says what is wrong with the servers or the stream. Nothing was changed.
    pub async fn open(options: NatsOptions) -> Result<Self, OpenError> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("webhook-inbox-nats")
            .enable_all()
            .build();
        let other = crate::error::OpenErrorKind::Other;
        let runtime = runtime.map_err(|_| OpenError::new(other, &options.stream))?;
        let handle = runtime.handle().clone();
        let thread = Arc::new(Thread(Some(runtime)));
        let stream = options.stream.clone();
        let opened = handle.spawn(Self::connect(options)).await;
        let inner = opened.map_err(|_| OpenError::new(other, &stream))??;
        handle.spawn(crate::keep::keep(Arc::downgrade(&inner)));
        Ok(Self {
            inner,
            _thread: thread,
        })
    }

    async fn connect(options: NatsOptions) -> Result<Arc<Inner>, OpenError> {
        let (policy, subjects) = (options.policy.clone(), Subjects::new(&options.stream));
        #[cfg(feature = "conformance")]
        let (clock, failpoints) = (options.clock.clone(), options.failpoints.clone());
        let js = connect::connect(options).await?;
        Ok(Arc::new(Inner {
            js,
            subjects,
            policy,
            consumers: Consumers::new(Handle::current()),
            live: Mutex::default(),
            waiting: Mutex::default(),
            woken: watch::Sender::new(0),
            closed: AtomicBool::new(false),
            #[cfg(feature = "conformance")]
            clock,
            #[cfg(feature = "conformance")]
            failpoints,
        }))
    }

    /// Runs a task on the thread of the store, to its end even if the caller stops waiting for the result.
    fn run<T, F>(&self, work: impl FnOnce(Arc<Inner>) -> F) -> BoxFuture<'_, Result<T, Unavailable>>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Unavailable>> + Send + 'static,
    {
        let closed = Unavailable::new(UnavailableKind::Closed);
        if self.inner.is_closed() {
            return Box::pin(std::future::ready(Err(closed)));
        }
        // In a box, because the runtime copies what it is given several times.
        let work = Box::pin(work(Arc::clone(&self.inner)));
        let runtime = self.inner.consumers.runtime.clone();
        Box::pin(async move { runtime.spawn(work).await.unwrap_or(Err(closed)) })
    }
}

impl Store for NatsStore {
    fn insert(&self, entries: Vec<Entry>) -> BoxFuture<'_, Result<Vec<Stored>, Unavailable>> {
        self.run(|inner| async move { inner.insert(entries).await })
    }

    fn fetch(&self, fetch: Fetch) -> BoxFuture<'_, Result<Fetched, Unavailable>> {
        let (sender, fetched) = tokio::sync::oneshot::channel();
        let sent = self.run(|inner| async move {
            let fetched = inner.fetch(fetch).await;
            // Else the leases of rows that were not handed over would be renewed.
            if let Err(Ok(fetched)) = sender.send(fetched) {
                inner.give_back(fetched.rows).await;
            }
            Ok(())
        });
        Box::pin(async move {
            sent.await?;
            let closed = Unavailable::new(UnavailableKind::Closed);
            fetched.await.unwrap_or(Err(closed))
        })
    }

    fn wait(&self) -> BoxFuture<'_, ()> {
        let wait = self.run(|inner| async move {
            inner.wait().await;
            Ok(())
        });
        Box::pin(async move {
            let _woken = wait.await;
        })
    }

    fn provide(&self, _: &mut Extensions) {
        // There are no transactions, so that `build` refuses a handler that takes one.
    }

    fn hand_over(&self, _: Run) -> Arc<dyn HandOver> {
        Arc::new(NoTx)
    }

    fn finish(&self, run: Run, verdict: Verdict) -> BoxFuture<'_, Result<Finished, Unavailable>> {
        self.run(move |inner| async move { inner.finish(run, verdict).await })
    }

    fn get(&self, id: i64) -> BoxFuture<'_, Result<Option<Row>, Unavailable>> {
        self.run(move |inner| async move { inner.row(id).await })
    }

    fn list(&self, filter: Filter) -> BoxFuture<'_, Result<Vec<Row>, Unavailable>> {
        self.run(|inner| async move { inner.list(filter).await })
    }

    fn replay(
        &self,
        id: i64,
        recognised: Option<Recognised>,
    ) -> BoxFuture<'_, Result<Replayed, Unavailable>> {
        self.run(move |inner| async move { inner.replay(id, recognised).await })
    }

    fn mark_dead(&self, _: i64) -> BoxFuture<'_, Result<bool, Unavailable>> {
        let refused = Err(Unavailable::new(UnavailableKind::Unsupported));
        Box::pin(std::future::ready(refused))
    }

    fn erase(&self, id: i64) -> BoxFuture<'_, Result<bool, Unavailable>> {
        self.run(move |inner| async move { inner.erase(id).await })
    }

    fn pause(&self, group: Bytes, pause: bool) -> BoxFuture<'_, Result<(), Unavailable>> {
        self.run(move |inner| async move { inner.pause(group, pause).await })
    }

    fn paused(&self) -> BoxFuture<'_, Result<Vec<Bytes>, Unavailable>> {
        self.run(|inner| async move { inner.paused().await })
    }

    fn purge(&self) -> BoxFuture<'_, Result<Purged, Unavailable>> {
        self.run(|inner| async move { inner.purge().await })
    }

    fn strand(&self, handled: Vec<Handled>) -> BoxFuture<'_, Result<Stranded, Unavailable>> {
        self.run(|inner| async move { inner.strand(handled).await })
    }

    fn depth(&self) -> BoxFuture<'_, Result<Vec<Depth>, Unavailable>> {
        self.run(|inner| async move { inner.depth().await })
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        let (inner, runtime) = (
            Arc::clone(&self.inner),
            self.inner.consumers.runtime.clone(),
        );
        Box::pin(async move {
            let _closed = runtime.spawn(async move { inner.close().await }).await;
        })
    }

    fn capabilities(&self) -> Capabilities {
        CAPABILITIES
    }
}

impl Inner {
    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }

    pub(crate) fn live(&self) -> MutexGuard<'_, HashMap<u64, Held>> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells those that wait that a delivery may be due.
    pub(crate) fn wake(&self) {
        self.woken
            .send_modify(|count| *count = count.wrapping_add(1));
    }

    /// A span of this process's policy, as long as it is for a test.
    #[cfg_attr(
        not(feature = "conformance"),
        expect(clippy::unused_self, reason = "a test moves the time of one store")
    )]
    pub(crate) fn span(&self, span: Duration) -> Duration {
        #[cfg(feature = "conformance")]
        if let Some(span) = span.checked_div(self.clock.pace()) {
            return span;
        }
        span
    }

    /// Where a test may crash the store.
    ///
    /// # Errors
    ///
    /// The store is closed: it crashed here.
    #[cfg_attr(
        not(feature = "conformance"),
        expect(
            clippy::unused_self,
            clippy::unnecessary_wraps,
            reason = "a test needs both"
        )
    )]
    pub(crate) fn reach(&self, operation: &str, step: &str) -> Result<(), Unavailable> {
        #[cfg(feature = "conformance")]
        if self.failpoints.reach(operation, step).is_err() {
            self.closed.store(true, Ordering::Relaxed);
            self.live().clear();
            return Err(Unavailable::new(UnavailableKind::Closed));
        }
        #[cfg(not(feature = "conformance"))]
        let _ = (operation, step);
        Ok(())
    }
}

impl fmt::Debug for NatsStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NatsStore").finish_non_exhaustive()
    }
}
