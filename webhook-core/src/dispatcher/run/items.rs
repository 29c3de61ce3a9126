//! One request, many events: each item is recognised and handled on its own, and one reply answers them all.

use std::time::Duration;

use crate::dispatcher::begun::Begun;
use crate::dispatcher::run::beginning::Items;
use crate::dispatcher::run::deadline::{Client, Deadline};
use crate::dispatcher::run::inner::{Group, Inner};
use crate::dispatcher::telemetry::log;
use crate::guard::{self, Guarded, OWN_CODE, Panicked};
use crate::handle::started::Started;
use crate::id::shown;
use crate::observe::record::ItemRecord;
use crate::outcome::{Outcome, OutcomeKind};

impl Inner {
    /// Handles the items one after the other, in their order, whatever became of those before, while there is time and
    /// the client waits.
    ///
    /// The reply is that of the item that most needs the sender's attention; see [`rank`].
    pub(crate) async fn handle_items(
        &self,
        group: &Group,
        mut items: Items,
        client: &Client,
        mut deadline: Deadline<'_>,
    ) -> (Outcome, Begun) {
        let records = items.records.clone();
        let mut worst = Outcome::handled();
        deadline.start();
        while items.left() > 0 {
            let index = items.progress().0;
            let next = match self
                .begin_item(group, &mut items, client, &mut deadline)
                .await
            {
                Ok(next) => next,
                Err(stopped) => {
                    // Of two that ask for the same, this one says why.
                    if rank(&stopped) >= rank(&worst) {
                        worst = stopped;
                    }
                    break;
                }
            };
            let Some(mut begun) = next else { break };
            let outcome = match begun.take_started() {
                Started::Ready(outcome) => outcome,
                Started::Future(rest) => deadline.wait_for(rest).await,
            };
            let (mut outcome, begun) = self.ended(group, begun, outcome).await;
            log::item(group.descriptor, index, &outcome, &begun);
            #[cfg(feature = "metrics")]
            crate::dispatcher::telemetry::metrics::count_event(
                group.descriptor,
                outcome.kind(),
                &begun,
            );
            let record = ItemRecord {
                event: begun.event.map(|event| event.name),
                id: begun.id.map(shown),
                handler: begun.handler,
                outcome: outcome.kind(),
                key_id: begun.key,
            };
            records.set(index, record);
            // A handler's own response answers a delivery, and no item is one.
            let _ = guard::discard(OWN_CODE, outcome.take_response());
            worst = worse(worst, outcome);
        }
        if let Err(panicked) = deadline.end() {
            worst = worse(worst, panicked.into());
        }
        (worst, Begun::many(items.key, records.all()))
    }

    /// Begins the next item; the error is what is answered where none is begun any more.
    async fn begin_item(
        &self,
        group: &Group,
        items: &mut Items,
        client: &Client,
        deadline: &mut Deadline<'_>,
    ) -> Result<Option<Begun>, Outcome> {
        let (begun, count) = items.progress();
        let over = |over: Result<(), Panicked>| {
            over.map_or_else(Outcome::from, |()| {
                Outcome::with_text(
                    OutcomeKind::TimedOut,
                    format!("{begun} of {count} items were begun in time"),
                )
            })
        };
        if begun > 0
            && let Some(ended) = deadline.is_over().await
        {
            return Err(over(ended));
        }
        if client.has_left() {
            let text = format!("the client left when {begun} of {count} items were begun");
            return Err(Outcome::with_text(OutcomeKind::TimedOut, text));
        }
        let next = if group.descriptor.is_idempotent() {
            let runtime = &group.runtime;
            let next = runtime.begin_next_once(items, &self.state, &self.claims);
            deadline
                .race(Guarded::of(OWN_CODE, next))
                .await
                .map_err(over)?
        } else {
            guard::call(OWN_CODE, || group.runtime.begin_next(items, &self.state))
        };
        Ok(next.unwrap_or_else(|panicked| Some(Begun::ended(panicked.into(), None))))
    }
}

/// The outcome that decides the reply.
fn worse(one: Outcome, other: Outcome) -> Outcome {
    if rank(&other) > rank(&one) {
        other
    } else {
        one
    }
}

/// How much an item's outcome needs the sender's attention: what a retry can mend comes first, and of those the longest
/// wait.
///
/// A sender that tries again sends every item again, those too that were handled.
fn rank(outcome: &Outcome) -> (u8, Duration) {
    let after = outcome.retry_after().unwrap_or_default();
    (outcome.kind().row().rank, after)
}
