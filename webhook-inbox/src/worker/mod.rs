//! Fetches due deliveries, and runs their handlers.

mod fetcher;
mod run;
mod upkeep;
mod verdict;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{Instant, sleep, timeout_at};
use webhook_core::Dispatcher;

use crate::error::{Unavailable, UnavailableKind};
use crate::inbox::{Inbox, Phase, Shared};
use crate::telemetry;
use fetcher::{Fetcher, REST, Until};

/// How many deliveries run at once.
#[derive(Clone, Debug)]
pub struct Workers {
    pub(crate) all: usize,
    pub(crate) of_groups: BTreeMap<String, usize>,
}

impl Workers {
    /// Runs up to `number` deliveries at once, and at least one. The default is 16.
    #[must_use]
    pub fn new(number: usize) -> Self {
        Self {
            all: number.max(1),
            of_groups: BTreeMap::new(),
        }
    }

    /// Runs up to `number` deliveries of a group at once, so that a slow group leaves room for others. [`Inbox::work`] refuses a
    /// name that the dispatcher does not know.
    #[must_use]
    pub fn at_most(mut self, group: impl Into<String>, number: NonZeroUsize) -> Self {
        self.of_groups.insert(group.into(), number.get());
        self
    }

    /// A group that is limited, and of which the dispatcher runs nothing.
    pub(crate) fn unknown_group(&self, dispatcher: &Dispatcher) -> Option<&str> {
        let is_run = |group: &String| {
            let mut events = dispatcher.stored_events();
            events.any(|event| event.group == group)
        };
        let mut groups = self.of_groups.keys();
        groups.find(|group| !is_run(group)).map(String::as_str)
    }
}

impl Default for Workers {
    fn default() -> Self {
        Self::new(16)
    }
}

/// How long runs have to give their transactions and leases back once they are dropped.
const GIVE_BACK: Duration = Duration::from_secs(2);

/// The task that works for one dispatcher.
pub(crate) struct Task(JoinHandle<()>);

impl Task {
    pub(crate) fn spawn(inbox: &Inbox, dispatcher: Dispatcher, workers: Workers) -> Self {
        let shared = Arc::clone(&inbox.shared);
        Self(tokio::spawn(async move {
            // Handlers cannot end it. A recorder of metrics or a subscriber that panics can.
            while let Some(Err(_)) = work(&shared, &dispatcher, &workers).join_next().await {
                shared.health.failed();
                telemetry::worker_panicked();
                sleep(REST).await;
            }
        }))
    }

    /// Waits for the end of its runs, and drops those that take longer.
    pub(crate) async fn stop(mut self, shared: &Shared, deadline: Instant) {
        if timeout_at(deadline, &mut self.0).await.is_ok() {
            return;
        }
        shared.advance(Phase::Over);
        let deadline = after(GIVE_BACK);
        if timeout_at(deadline, &mut self.0).await.is_err() {
            // A handler that is not async still runs.
            self.0.abort();
        }
    }
}

/// Works until the inbox is closed. What it started ends if the set is dropped.
fn work(shared: &Arc<Shared>, dispatcher: &Dispatcher, workers: &Workers) -> JoinSet<()> {
    let fetcher = Fetcher::new(Arc::clone(shared), dispatcher.clone(), workers.clone());
    let upkeep = upkeep::keep_up(Arc::clone(shared), fetcher.handled().to_vec());
    let mut set = JoinSet::new();
    set.spawn(async {
        // It ends without an error, because it tries again.
        let (_runs, ()) = tokio::join!(fetcher.work(Until::Closed), upkeep);
    });
    set
}

pub(crate) async fn run_due(
    inbox: &Inbox,
    dispatcher: &Dispatcher,
    budget: Duration,
) -> Result<u64, Unavailable> {
    let shared = Arc::clone(&inbox.shared);
    if shared.is_closed() {
        return Err(Unavailable::new(UnavailableKind::Closed));
    }
    let fetcher = Fetcher::new(shared, dispatcher.clone(), Workers::default());
    fetcher.work(Until::Idle(after(budget))).await
}

/// In this time, or in thirty years if no clock shows a time that is so far ahead.
pub(crate) fn after(time: Duration) -> Instant {
    const YEARS: Duration = Duration::from_hours(30 * 365 * 24);
    Instant::now() + time.min(YEARS)
}
