//! How a run ends: by an acknowledgement that the leader of the consumer confirms.

use std::time::Duration;

use async_nats::jetstream::AckKind;
use bytes::Bytes;
use tokio::time::Instant;
use webhook_inbox::{Finished, Row, Run, State, Unavailable, Verdict};

use crate::record::Record;
use crate::store::Inner;

/// The longest wait of a retry.
const LONGEST_WAIT: Duration = Duration::from_hours(7 * 24);
/// A moment, so that a store that refuses every run is not asked without a pause.
const GIVEN_BACK: Duration = Duration::from_secs(1);

/// A message that this process runs.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    /// Where its acknowledgement goes.
    pub(crate) reply: String,
    /// How often it was delivered when this run began.
    pub(crate) token: i64,
    pub(crate) sequence: u64,
    pub(crate) subject: String,
    /// Until when its lease is renewed.
    pub(crate) until: Instant,
    pub(crate) record: Record,
}

impl Inner {
    pub(crate) async fn finish(&self, run: Run, verdict: Verdict) -> Result<Finished, Unavailable> {
        self.reach("finish", "begun")?;
        let sequence = u64::try_from(run.id).unwrap_or_default();
        let held = self.live().get(&sequence).cloned();
        let Some(held) = held.filter(|held| held.token == run.token) else {
            return Ok(Finished::Fenced);
        };
        self.reach("finish", "written")?;
        let attempts = u32::try_from(held.token).unwrap_or(u32::MAX);
        let state = match verdict {
            Verdict::Done => self.done(&held).await?,
            Verdict::GiveBack => self.again(held, GIVEN_BACK).await?,
            Verdict::Dead { class, error } => self.dead(&held, attempts, class, &error).await?,
            Verdict::Retry {
                class,
                error,
                after,
            } => match self.policy.wait(attempts) {
                Some(wait) => {
                    self.again(held, after.unwrap_or(wait).min(LONGEST_WAIT))
                        .await?
                }
                None => self.dead(&held, attempts, class, &error).await?,
            },
        };
        self.reach("finish", "committed")?;
        Ok(Finished::Now(state))
    }

    async fn done(&self, held: &Held) -> Result<State, Unavailable> {
        self.js.confirm(&held.reply, AckKind::Ack.into()).await?;
        self.is_over(held);
        Ok(State::Done)
    }

    async fn dead(
        &self,
        held: &Held,
        attempts: u32,
        class: &str,
        error: &str,
    ) -> Result<State, Unavailable> {
        self.bury(held, attempts, class, error).await?;
        self.js.confirm(&held.reply, AckKind::Term.into()).await?;
        self.is_over(held);
        Ok(State::Dead)
    }

    async fn again(&self, held: Held, wait: Duration) -> Result<State, Unavailable> {
        // Before it is sent: the next run may come to this process before the answer does.
        self.live().remove(&held.sequence);
        let later = AckKind::Nak(Some(self.span(wait)));
        let confirmed = self.js.confirm(&held.reply, later.into()).await;
        if confirmed.is_err() {
            self.live().entry(held.sequence).or_insert(held);
        }
        confirmed.map(|()| State::Queued)
    }

    fn is_over(&self, held: &Held) {
        self.live().remove(&held.sequence);
        self.has_ended(&held.record.row.group);
    }

    /// Ends a message that there is nothing to run of. If this fails, it comes again.
    pub(crate) async fn end(&self, held: &Held) {
        let term = Bytes::from(AckKind::Term);
        if self.js.confirm(&held.reply, term).await.is_ok() {
            self.has_ended(&held.record.row.group);
        }
    }

    /// Gives back what is not run.
    pub(crate) async fn give_back(&self, rows: Vec<Row>) {
        for row in rows {
            // If it fails, the lease runs out.
            let _given = self.finish(Run::from(&row), Verdict::GiveBack).await;
        }
    }
}
