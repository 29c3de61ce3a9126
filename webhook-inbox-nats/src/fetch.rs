//! How a worker gets what is due.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use async_nats::jetstream::Message;
use futures_util::future::join_all;
use tokio::time::{Instant, timeout};
use webhook_inbox::{Fetch, Fetched, Row, State, Unavailable};

use crate::consumers::Consumer;
use crate::js::away;
use crate::pull::pull;
use crate::record::Record;
use crate::runs::Held;
use crate::store::Inner;
use crate::telemetry;

/// How often a worker looks although it was told of nothing.
const POLL: Duration = Duration::from_secs(1);

impl Inner {
    pub(crate) async fn fetch(self: &Arc<Self>, fetch: Fetch) -> Result<Fetched, Unavailable> {
        self.reach("claim", "begun")?;
        self.reach("claim", "written")?;
        if fetch.suspects {
            // Crashes are not counted apart, so that none is suspected.
            return Ok(Fetched::default());
        }
        self.consumers
            .seen
            .store(*self.woken.borrow(), Ordering::Relaxed);
        let mut consumers = Vec::with_capacity(fetch.handled.len());
        for handled in &fetch.handled {
            let consumer = self.know(&handled.group, &handled.event).await?;
            consumer.handle_within(handled.deadline);
            consumers.push(consumer);
        }
        if !consumers.is_empty() {
            let turn = self.consumers.turn.fetch_add(1, Ordering::Relaxed);
            let turn = turn.checked_rem(consumers.len()).unwrap_or(0);
            consumers.rotate_left(turn);
        }
        let mut rows = Vec::new();
        for consumer in &consumers {
            let mut came = consumer.came();
            let room = fetch.limit.saturating_sub(rows.len()).min(came.len());
            rows.extend(came.drain(..room));
        }
        for row in &rows {
            self.starts_now(row, &consumers);
        }
        let asked = self.ask(&consumers, &mut rows, fetch.limit).await;
        // What was fetched is running.
        if rows.is_empty() {
            asked?;
        }
        self.reach("claim", "committed")?;
        Ok(Fetched {
            rows,
            suspects: false,
        })
    }

    /// Asks all consumers for equal shares of the room, and then those that have more.
    async fn ask(
        self: &Arc<Self>,
        consumers: &[Arc<Consumer>],
        rows: &mut Vec<Row>,
        limit: usize,
    ) -> Result<(), Unavailable> {
        for consumer in consumers {
            if consumer.is_paused.load(Ordering::Relaxed) {
                self.look_at_pause(consumer).await?;
            }
        }
        let free = consumers.iter().filter(|consumer| consumer.is_free());
        let mut asked: Vec<_> = free.cloned().collect();
        let mut failed = Ok(());
        loop {
            let room = limit.saturating_sub(rows.len());
            let now = asked.len().min(room);
            let (Some(share), Some(more)) = (room.checked_div(now), room.checked_rem(now)) else {
                return failed;
            };
            let later = asked.split_off(now);
            let shares = (0..).map(|nth| share + usize::from(nth < more));
            let asks = asked
                .iter()
                .zip(shares)
                .map(|(consumer, share)| async move {
                    (
                        Arc::clone(consumer),
                        share,
                        self.pull(consumer, share).await,
                    )
                });
            let answers = join_all(asks).await;
            asked = later;
            for (consumer, share, answer) in answers {
                match answer {
                    Ok(messages) => {
                        let is_full = messages.len() >= share;
                        for message in messages {
                            rows.extend(self.take(&consumer, message).await);
                        }
                        if is_full {
                            asked.push(consumer);
                        } else if self.consumers.has_worker.load(Ordering::Relaxed) {
                            self.listen(&consumer);
                        }
                    }
                    Err(unavailable) => failed = Err(unavailable),
                }
            }
        }
    }

    /// What a consumer has at this moment.
    pub(crate) async fn pull(
        &self,
        consumer: &Consumer,
        number: usize,
    ) -> Result<Vec<Message>, Unavailable> {
        let batch = pull(&consumer.pull, number).await?;
        if batch.is_silent && batch.messages.is_empty() {
            // One that was paused says nothing.
            self.look_at_pause(consumer).await?;
        }
        Ok(batch.messages)
    }

    async fn look_at_pause(&self, consumer: &Consumer) -> Result<(), Unavailable> {
        let info = consumer.pull.get_info().await.map_err(away)?;
        consumer.is_paused.store(info.paused, Ordering::Relaxed);
        Ok(())
    }

    /// Makes a run of a message; `None` if there is nothing to run.
    pub(crate) async fn take(&self, consumer: &Consumer, message: Message) -> Option<Row> {
        let info = message.info().ok()?;
        let (sequence, delivered) = (info.stream_sequence, info.delivered);
        let reply = message.reply.as_ref()?.to_string();
        if let Some(held) = self.live().get_mut(&sequence)
            && held.until > Instant::now()
        {
            // It still runs here: the servers had no leader for a while that took the renewals of its lease.
            held.reply = reply;
            return None;
        }
        let subject = message.subject.to_string();
        let record = Record::decode(&message.payload, sequence);
        let attempts = u32::try_from(delivered).unwrap_or(u32::MAX);
        let record = record.unwrap_or_else(|| Record::unreadable(consumer, &message.payload));
        let mut row = record.row.clone();
        row.id = i64::try_from(sequence).ok()?;
        row.token = delivered;
        row.attempts = attempts;
        row.state = State::Running;
        let held = Held {
            reply,
            token: delivered,
            sequence,
            subject,
            until: self.until(consumer.deadline().unwrap_or_default()),
            record,
        };
        if held.record.is_erased {
            self.end(&held).await;
            return None;
        }
        if attempts > 1 {
            match self.is_dead(&held).await {
                Ok(false) => {}
                // Its process died between the two writes.
                Ok(true) => {
                    self.end(&held).await;
                    return None;
                }
                // It comes again.
                Err(_) => return None,
            }
        }
        if attempts > self.policy.crashes.max(self.policy.attempts) {
            let text = "the process died each time it ran";
            if self.bury(&held, attempts, "crashed", text).await.is_ok() {
                telemetry::crashed(&row);
                self.end(&held).await;
            }
            return None;
        }
        self.live().insert(sequence, held);
        Some(row)
    }

    /// Until when the lease of a run that begins now is renewed.
    fn until(&self, deadline: Duration) -> Instant {
        let span = self.span(deadline).saturating_add(self.policy.lease);
        Instant::now() + span.min(Duration::from_hours(24 * 365))
    }

    /// A run that has waited for its worker begins.
    fn starts_now(&self, row: &Row, consumers: &[Arc<Consumer>]) {
        let mut consumers = consumers.iter();
        let of =
            |consumer: &&Arc<Consumer>| consumer.group == row.group && consumer.event == row.event;
        let deadline = consumers.find(of).and_then(|consumer| consumer.deadline());
        let until = self.until(deadline.unwrap_or_default());
        let sequence = u64::try_from(row.id).unwrap_or_default();
        if let Some(held) = self.live().get_mut(&sequence) {
            held.until = until;
        }
    }

    /// Returns once something may be due.
    pub(crate) async fn wait(self: Arc<Self>) {
        self.consumers.has_worker.store(true, Ordering::Relaxed);
        for consumer in self.consumers.all() {
            if consumer.deadline().is_some() && consumer.is_free() && consumer.came().is_empty() {
                self.listen(&consumer);
            }
        }
        let seen = self.consumers.seen.load(Ordering::Relaxed);
        let mut woken = self.woken.subscribe();
        let comes = woken.wait_for(|now| *now != seen);
        let _either = timeout(POLL, comes).await;
    }
}
