//! What is removed by its age, and what no program handles.
//!
//! All ages are those of the stream: the newest message tells what time it is at least. So a clock that is wrong removes nothing, and
//! a stream to which nothing comes keeps what it has.

use std::time::Duration;

use async_nats::jetstream::consumer::Info;
use time::OffsetDateTime;
use webhook_inbox::{Handled, Purged, Stranded, Unavailable};

use crate::consumers::Consumer;
use crate::js::away;
use crate::runs::Held;
use crate::store::Inner;

/// How many stranded deliveries are ended by one call, of one event.
const STRANDED: usize = 500;

impl Inner {
    /// Removes deliveries that are done and were received before the retention began. What is dead, in conflict or unknown is removed
    /// by the servers.
    pub(crate) async fn purge(&self) -> Result<Purged, Unavailable> {
        let mut purged = Purged::default();
        let Some(before) = self.now().await?.checked_sub(long(self.policy.keep_done)) else {
            return Ok(purged);
        };
        for (group, event, info) in self.infos().await? {
            let filter = self.subjects.of_event(&group, &event);
            // Below it, everything is done or dead.
            let floor = info.ack_floor.stream_sequence;
            let end = self
                .first_since(&filter, before, floor.saturating_add(1))
                .await?;
            if end > 1 {
                let removed = self.js.purge(&filter, Some(end)).await?;
                purged.rows = purged.rows.saturating_add(removed);
            }
        }
        Ok(purged)
    }

    /// The newest time that the stream knows.
    async fn now(&self) -> Result<OffsetDateTime, Unavailable> {
        let info = self.js.stream.get_info().await.map_err(away)?;
        Ok(info.state.last_timestamp)
    }

    /// The first sequence whose message, or the next one of these subjects, came at this time or later; `end` at most.
    async fn first_since(
        &self,
        subjects: &str,
        since: OffsetDateTime,
        end: u64,
    ) -> Result<u64, Unavailable> {
        let (mut low, mut high) = (1, end);
        while low < high {
            let middle = low.midpoint(high);
            match self.js.next(subjects, middle).await? {
                Some(found) if found.at < since => low = found.sequence.saturating_add(1).min(high),
                _ => high = middle,
            }
        }
        Ok(low)
    }

    /// Counts what waits for too long because this program does not handle it, and ends what has waited for much too long.
    pub(crate) async fn strand(&self, handled: Vec<Handled>) -> Result<Stranded, Unavailable> {
        let (now, paused) = (self.now().await?, self.paused().await?);
        let mut stranded = Stranded::default();
        for (group, event, info) in self.infos().await? {
            let mut ours = handled.iter();
            let is_ours = ours.any(|ours| ours.group == group && ours.event == event);
            if is_ours || info.num_pending == 0 || paused.contains(&group) {
                continue;
            }
            let consumer = self.know(&group, &event).await?;
            let ended = self.end_stranded(&consumer, now).await?;
            stranded.dead = stranded.dead.saturating_add(ended);
            let waiting = self.waiting_since(&info, now).await?;
            stranded.waiting = stranded
                .waiting
                .saturating_add(waiting.saturating_sub(ended));
        }
        Ok(stranded)
    }

    /// How many of an event wait, if the first of them has waited for too long.
    async fn waiting_since(&self, info: &Info, now: OffsetDateTime) -> Result<u64, Unavailable> {
        let after = info.delivered.stream_sequence.saturating_add(1);
        let first = self.js.next(&info.config.filter_subject, after).await?;
        let is_old = first.is_some_and(|first| now - first.at >= self.policy.stranded);
        Ok(if is_old { info.num_pending } else { 0 })
    }

    /// The oldest come first, so that the first one that is young enough is the end.
    async fn end_stranded(
        &self,
        consumer: &Consumer,
        now: OffsetDateTime,
    ) -> Result<u64, Unavailable> {
        let mut ended = 0_u64;
        for _ in 0..STRANDED {
            let info = consumer.pull.get_info().await.map_err(away)?;
            let after = info.delivered.stream_sequence.saturating_add(1);
            let first = self.js.next(&info.config.filter_subject, after).await?;
            if first.is_none_or(|first| now - first.at < self.policy.keep_stranded) {
                break;
            }
            for message in self.pull(consumer, 1).await? {
                if let Some(row) = self.take(consumer, message).await {
                    let sequence = u64::try_from(row.id).unwrap_or_default();
                    let held: Option<Held> = self.live().remove(&sequence);
                    let Some(held) = held else { continue };
                    let text = "no program handled its event";
                    self.bury(&held, row.attempts, "no_handler", text).await?;
                    self.end(&held).await;
                    ended = ended.saturating_add(1);
                }
            }
        }
        Ok(ended)
    }
}

fn long(span: Duration) -> time::Duration {
    time::Duration::try_from(span).unwrap_or(time::Duration::MAX)
}
