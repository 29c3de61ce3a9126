//! The consumers of the stream: one for each event, so that a program gets only what it handles.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use async_nats::jetstream::consumer::pull::Config;
use async_nats::jetstream::consumer::{AckPolicy, Consumer as Pull, DeliverPolicy, Info};
use bytes::Bytes;
use futures_util::StreamExt as _;
use time::OffsetDateTime;
use tokio::runtime::Handle;
use webhook_inbox::{Row, Unavailable, UnavailableKind};

use crate::js::away;
use crate::store::Inner;
use crate::subject;

/// How long a request for the next message waits at the servers. Not longer, because a server that crashes forgets it.
const LISTEN: Duration = Duration::from_secs(5);
/// How long after an error the next one is sent.
const REST: Duration = Duration::from_millis(500);
/// How often and how many times a consumer is asked whether its servers agree.
const AGREE: Duration = Duration::from_millis(20);
const AGREE_TRIES: usize = 50;

/// Those that this process knows.
pub(crate) struct Consumers {
    pub(crate) runtime: Handle,
    known: RwLock<HashMap<(Bytes, Bytes), Arc<Consumer>>>,
    /// The events of which deliveries came here.
    wanted: Mutex<BTreeSet<(Bytes, Bytes)>>,
    /// One is made at a time.
    making: tokio::sync::Mutex<()>,
    /// Whether a worker waits for what comes, so that it is told.
    pub(crate) has_worker: AtomicBool,
    /// Who is asked first, in turn.
    pub(crate) turn: AtomicUsize,
    /// [`Inner::woken`] at the last fetch.
    pub(crate) seen: AtomicUsize,
}

/// The consumer of an event.
pub(crate) struct Consumer {
    pub(crate) group: Bytes,
    pub(crate) event: Bytes,
    pub(crate) pull: Pull<Config>,
    /// Whether it is waited for the next message.
    pub(crate) is_listening: AtomicBool,
    pub(crate) is_paused: AtomicBool,
    /// How long a run may take; `None` while this process does not handle the event.
    deadline: Mutex<Option<Duration>>,
    /// What came while it was waited for.
    came: Mutex<Vec<Row>>,
}

impl Consumers {
    pub(crate) fn new(runtime: Handle) -> Self {
        Self {
            runtime,
            known: RwLock::default(),
            wanted: Mutex::default(),
            making: tokio::sync::Mutex::default(),
            has_worker: AtomicBool::new(false),
            turn: AtomicUsize::new(0),
            seen: AtomicUsize::new(0),
        }
    }

    fn get(&self, group: &Bytes, event: &Bytes) -> Option<Arc<Consumer>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.get(&(group.clone(), event.clone())).cloned()
    }

    /// The events of which deliveries came here.
    pub(crate) fn wanted(&self) -> Vec<(Bytes, Bytes)> {
        let wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        wanted.iter().cloned().collect()
    }

    pub(crate) fn all(&self) -> Vec<Arc<Consumer>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.values().cloned().collect()
    }
}

impl Consumer {
    /// So long may a run take, in this process.
    pub(crate) fn handle_within(&self, deadline: Duration) {
        *self.deadline.lock().unwrap_or_else(PoisonError::into_inner) = Some(deadline);
    }

    pub(crate) fn deadline(&self) -> Option<Duration> {
        *self.deadline.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn came(&self) -> MutexGuard<'_, Vec<Row>> {
        self.came.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it can be asked now.
    pub(crate) fn is_free(&self) -> bool {
        !self.is_paused.load(Ordering::Relaxed) && !self.is_listening.load(Ordering::Relaxed)
    }
}

impl Inner {
    /// Has the consumer of an event made, so that what waits can be counted. A delivery is safe without it, so that its
    /// acknowledgement does not wait: the servers elect a leader for each consumer.
    pub(crate) fn want(self: &Arc<Self>, group: &Bytes, event: &Bytes) {
        let key = (group.clone(), event.clone());
        let wanted = self.consumers.wanted.lock();
        if wanted.unwrap_or_else(PoisonError::into_inner).insert(key) {
            let (inner, group, event) = (Arc::clone(self), group.clone(), event.clone());
            self.consumers.runtime.spawn(async move {
                // If it fails, a worker or a count makes it.
                let _made = inner.know(&group, &event).await;
            });
        }
    }

    /// The consumer of an event.
    pub(crate) async fn know(
        &self,
        group: &Bytes,
        event: &Bytes,
    ) -> Result<Arc<Consumer>, Unavailable> {
        if let Some(known) = self.consumers.get(group, event) {
            return Ok(known);
        }
        let _alone = self.consumers.making.lock().await;
        if let Some(known) = self.consumers.get(group, event) {
            return Ok(known);
        }
        let name = subject::consumer(group, event);
        let config = Config {
            durable_name: Some(name.clone()),
            deliver_policy: DeliverPolicy::All,
            ack_policy: AckPolicy::Explicit,
            ack_wait: self.policy.lease,
            // With a limit, what reaches it would lie in the stream unseen.
            max_deliver: -1,
            // What waits for a retry counts as well, and must not hold up the rest.
            max_ack_pending: -1,
            filter_subject: self.subjects.of_event(group, event),
            ..Config::default()
        };
        let pull = self.js.stream.create_consumer(config).await.map_err(away)?;
        agreed(&pull, is_led).await?;
        let is_paused = self.js.last(&self.subjects.paused(group)).await?.is_some();
        let info = pull.cached_info();
        if info.paused != is_paused {
            self.pause_consumer(&name, is_paused).await?;
        }
        self.starts_with(group, waiting(info));
        let consumer = Arc::new(Consumer {
            group: group.clone(),
            event: event.clone(),
            pull,
            is_listening: AtomicBool::new(false),
            is_paused: AtomicBool::new(is_paused),
            deadline: Mutex::default(),
            came: Mutex::default(),
        });
        let known = self.consumers.known.write();
        let mut known = known.unwrap_or_else(PoisonError::into_inner);
        known.insert((group.clone(), event.clone()), Arc::clone(&consumer));
        Ok(consumer)
    }

    /// Pauses a consumer until it is resumed.
    pub(crate) async fn pause_consumer(&self, name: &str, pause: bool) -> Result<(), Unavailable> {
        // A day in the year 2200: the servers want one.
        let end = OffsetDateTime::from_unix_timestamp(7_258_118_400).map_err(away)?;
        let stream = &self.js.stream;
        let paused = if pause {
            stream.pause_consumer(name, end).await
        } else {
            stream.resume_consumer(name).await
        };
        paused.map_err(away)?;
        let consumer: Pull<Config> = stream.get_consumer(name).await.map_err(away)?;
        agreed(&consumer, |info| info.paused == pause).await
    }

    /// What all processes know of all consumers.
    pub(crate) async fn infos(&self) -> Result<Vec<(Bytes, Bytes, Info)>, Unavailable> {
        // The servers do not answer while one is made.
        for (group, event) in self.consumers.wanted() {
            self.know(&group, &event).await?;
        }
        let mut infos = self.js.stream.consumers();
        let mut all = Vec::new();
        while let Some(info) = infos.next().await {
            let info = info.map_err(away)?;
            if let Some((group, event)) = self.subjects.event_of(&info.config.filter_subject) {
                all.push((group, event, info));
            }
        }
        Ok(all)
    }

    /// Waits for the next message of a consumer that has none, and wakes the worker.
    pub(crate) fn listen(self: &Arc<Self>, consumer: &Arc<Consumer>) {
        if consumer.is_listening.swap(true, Ordering::Relaxed) {
            return;
        }
        let (inner, consumer) = (Arc::downgrade(self), Arc::clone(consumer));
        self.consumers.runtime.spawn(async move {
            while inner.upgrade().is_some_and(|inner| !inner.is_closed()) {
                match next(&consumer.pull).await {
                    Ok(None) => {}
                    Ok(Some(message)) => {
                        let Some(inner) = inner.upgrade() else { return };
                        if let Some(row) = inner.take(&consumer, message).await {
                            consumer.came().push(row);
                        }
                        consumer.is_listening.store(false, Ordering::Relaxed);
                        inner.wake();
                        return;
                    }
                    Err(_) => tokio::time::sleep(REST).await,
                }
            }
        });
    }
}

/// Waits until a consumer has a leader, and it says what is asked for: the servers answer before each of them knows. Not for long,
/// because a cluster without a quorum never does.
async fn agreed(consumer: &Pull<Config>, is_so: impl Fn(&Info) -> bool) -> Result<(), Unavailable> {
    for _ in 0..AGREE_TRIES {
        // No answer: there is no leader yet.
        if let Ok(info) = consumer.get_info().await
            && is_so(&info)
        {
            return Ok(());
        }
        tokio::time::sleep(AGREE).await;
    }
    Err(Unavailable::new(UnavailableKind::Late))
}

/// A server that is alone has no leaders.
fn is_led(info: &Info) -> bool {
    let cluster = info.cluster.as_ref();
    cluster.is_none_or(|cluster| cluster.leader.is_some())
}

/// What waits and what runs.
pub(crate) fn waiting(info: &Info) -> u64 {
    let running = u64::try_from(info.num_ack_pending).unwrap_or(u64::MAX);
    info.num_pending.saturating_add(running)
}

async fn next(
    consumer: &Pull<Config>,
) -> Result<Option<async_nats::jetstream::Message>, Unavailable> {
    let batch = consumer.batch().max_messages(1).expires(LISTEN);
    let mut batch = batch.messages().await.map_err(away)?;
    let within = LISTEN.saturating_add(Duration::from_secs(1));
    match tokio::time::timeout(within, batch.next()).await {
        Ok(Some(message)) => message.map(Some).map_err(away),
        Ok(None) | Err(_) => Ok(None),
    }
}
