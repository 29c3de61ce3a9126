//! One request, many events: each item is recognised and handled on its own, and one reply answers them all.

use std::cmp::Reverse;

use super::begun::{Begun, Items};
use super::{Group, Inner, log};
use crate::id::shown;
use crate::observer::ItemRecord;
use crate::outcome::{Outcome, OutcomeKind};

impl Inner {
    /// Handles the items one after the other, in their order, whatever became of those before.
    ///
    /// The reply is that of the item that most needs the sender's attention; see [`rank`].
    pub(super) async fn handle_items(&self, group: &Group, mut items: Items) -> (Outcome, Begun) {
        let records = items.records.clone();
        let mut worst = Outcome::handled();
        for index in 0.. {
            let next = if group.descriptor.is_idempotent() {
                let runtime = &group.runtime;
                let next = runtime.begin_next_once(&mut items, &self.state, &self.inbox);
                next.await
            } else {
                group.runtime.begin_next(&mut items, &self.state)
            };
            let Some(begun) = next else { break };
            let (mut outcome, begun) = self.end(group, begun).await;
            log::item(group.descriptor, index, &outcome, &begun);
            #[cfg(feature = "metrics")]
            super::metrics::count_event(group.descriptor, outcome.kind(), &begun);
            let record = ItemRecord {
                event: begun.event.map(|event| event.name),
                id: begun.id.map(shown),
                handler: begun.handler,
                outcome: outcome.kind(),
                key_id: begun.key,
            };
            records.set(index, record);
            // A handler's own response answers a delivery, and no item is one.
            drop(outcome.take_response());
            if rank(&outcome) > rank(&worst) {
                worst = outcome;
            }
        }
        (worst, Begun::many(items.key, records.all()))
    }
}

/// How much an item's outcome needs the sender's attention.
///
/// First what a retry can mend, the longest wait before the others; then what it cannot; an item that was handled or
/// passed over never decides. A sender that tries again sends every item again, those too that were handled.
fn rank(outcome: &Outcome) -> (u8, Reverse<u8>, std::time::Duration) {
    let (class, within) = match outcome.kind() {
        // What runs elsewhere may still fail there.
        OutcomeKind::Retry | OutcomeKind::TimedOut | OutcomeKind::Running => (3, 0),
        OutcomeKind::Failed | OutcomeKind::Panicked => (2, 0),
        OutcomeKind::Malformed => (1, 0),
        OutcomeKind::Unfit => (1, 1),
        OutcomeKind::Permanent => (1, 2),
        _ => (0, 0),
    };
    let after = outcome.retry_after().unwrap_or_default();
    (class, Reverse(within), after)
}
