//! Deliveries of many events: each item is recognised and handled on its own, and one reply answers all.

use std::time::Duration;

use crate::dispatcher::delivery_run::Run;
use crate::dispatcher::run::deadline::{Client, Deadline};
use crate::dispatcher::run::inner::{Group, Inner};
use crate::dispatcher::run::runs::{ItemRun, Items};
use crate::dispatcher::telemetry::log;
use crate::guard::{self, Guarded, OWN_CODE, Panicked};
use crate::id::shown;
use crate::observe::record::{ItemRecord, cause_of};
use crate::outcome::{Outcome, OutcomeKind};
use crate::scheme::keys::key_id::KeyId;

impl Inner {
    /// Runs the items one after the other, in order. A failed item does not stop the rest. The deadline does, and so does
    /// a client that disconnects.
    ///
    /// The reply is that of the item that most needs the sender's attention; see [`rank`].
    pub(crate) async fn run_items(
        &self,
        group: &Group,
        mut items: Items,
        client: &Client,
        mut deadline: Deadline<'_>,
    ) -> Run {
        let records = items.records.clone();
        let mut worst = Outcome::handled();
        deadline.start();
        while items.left() > 0 {
            let index = items.progress().0;
            let next = self
                .run_item(group, &mut items, client, &mut deadline)
                .await;
            let mut run = match next {
                Ok(Some(run)) => run,
                Ok(None) => break,
                Err(stopped) => {
                    // Of two outcomes with one rank, this one gives the reason.
                    if rank(&stopped) >= rank(&worst) {
                        worst = stopped;
                    }
                    break;
                }
            };
            let outcome = deadline.outcome_of(run.take()).await;
            let (outcome, record) = Self::end_item(group, index, run, outcome).await;
            records.set(index, record);
            worst = worse(worst, outcome);
        }
        if let Err(panicked) = deadline.end() {
            worst = worse(worst, panicked.into());
        }
        Run::many(worst, items.key, records.all())
    }

    /// Ends the items of a durable group. Only handlers of unknown events are left to wait for.
    ///
    /// The reply is that of the item that most needs the sender's attention; among successes, that of a new one. A malformed
    /// item that the inbox keeps counts as a new one: the sender cannot mend it.
    pub(crate) async fn end_items(
        &self,
        group: &Group,
        items: Vec<ItemRun>,
        key: Option<KeyId>,
        mut deadline: Deadline<'_>,
    ) -> Run {
        let mut worst: Option<Outcome> = None;
        let mut records = Vec::with_capacity(items.len());
        for (index, ItemRun { mut run, is_kept }) in items.into_iter().enumerate() {
            let outcome = deadline.outcome_of(run.take()).await;
            let (mut outcome, record) = Self::end_item(group, index, run, outcome).await;
            records.push(record);
            if is_kept && rank(&outcome).0 > 0 {
                outcome = Outcome::new(OutcomeKind::Accepted);
            }
            worst = Some(match worst {
                Some(worst) if rank(&worst).0 > 0 || outcome.kind() != OutcomeKind::Accepted => {
                    worse(worst, outcome)
                }
                _ => outcome,
            });
        }
        let mut worst = worst.unwrap_or_else(Outcome::handled);
        if let Err(panicked) = deadline.end() {
            worst = worse(worst, panicked.into());
        }
        Run::many(worst, key, records)
    }

    /// Logs and counts the outcome of one item, and ends its claim.
    async fn end_item(
        group: &Group,
        index: usize,
        mut run: Run,
        outcome: Outcome,
    ) -> (Outcome, ItemRecord) {
        let mut outcome = Self::settle(group, &mut run, outcome).await;
        log::item(group.descriptor, index, &outcome, &run);
        #[cfg(feature = "metrics")]
        crate::dispatcher::telemetry::metrics::count_event(group.descriptor, outcome.kind(), &run);
        let record = ItemRecord {
            event: run.event.map(|event| event.name),
            id: run.id.map(shown),
            handler: run.handler,
            outcome: outcome.kind(),
            cause: cause_of(&outcome),
            key_id: run.key,
        };
        // A handler's own response answers a whole delivery, never an item.
        let _ = guard::discard(OWN_CODE, outcome.take_response());
        (outcome, record)
    }

    /// Runs the next item. The error is the answer if no further item may run.
    async fn run_item(
        &self,
        group: &Group,
        items: &mut Items,
        client: &Client,
        deadline: &mut Deadline<'_>,
    ) -> Result<Option<Run>, Outcome> {
        let (begun, count) = items.progress();
        let over = |over: Result<(), Panicked>| {
            over.map_or_else(Outcome::from, |()| {
                Outcome::with_text(
                    OutcomeKind::TimedOut,
                    format!("{begun} of {count} items were started in time"),
                )
            })
        };
        if begun > 0
            && let Some(ended) = deadline.is_over().await
        {
            return Err(over(ended));
        }
        if client.has_left() {
            let text =
                format!("the client disconnected after {begun} of {count} items were started");
            return Err(Outcome::with_text(OutcomeKind::TimedOut, text));
        }
        let next = group.runtime.run_item(items, &self.state, &self.claims);
        let next = deadline.race(Guarded::of(OWN_CODE, next)).await;
        let ended = |panicked: Panicked| Some(Run::ended(panicked.into(), None));
        Ok(next.map_err(over)?.unwrap_or_else(ended))
    }
}

/// Returns the outcome that decides the reply.
fn worse(one: Outcome, other: Outcome) -> Outcome {
    if rank(&other) > rank(&one) {
        other
    } else {
        one
    }
}

/// Ranks an item's outcome by how much it needs the sender's attention. Outcomes that a retry can fix rank highest, and
/// among those the longest wait.
///
/// A sender that retries sends every item again, including those that were handled.
fn rank(outcome: &Outcome) -> (u8, Duration) {
    let after = outcome.retry_after().unwrap_or_default();
    (outcome.kind().row().rank, after)
}
