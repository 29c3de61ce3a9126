//! The loop that fetches what there is room for.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::task::{self, JoinError, JoinSet};
use tokio::time::{Instant, sleep, timeout};
use webhook_core::Dispatcher;

use crate::error::Unavailable;
use crate::inbox::{Phase, Shared};
use crate::row::Row;
use crate::store::{Fetch, Fetched, Handled};
use crate::telemetry;
use crate::worker::{Workers, run};

/// How long a store that does not answer is left alone.
pub(super) const REST: Duration = Duration::from_secs(1);
/// How often the other runs have to wait for one that must run alone.
const SUSPECTS_EVERY: Duration = Duration::from_secs(5);
/// How long nothing is fetched while they end, at first. It is doubled each time that it was too short.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long a fetch waits for more room while more is due than there is room for. A fetch costs about as much for one row as for
/// many.
const GATHER: Duration = Duration::from_millis(10);

/// When the loop ends.
#[derive(Clone, Copy, Debug)]
pub(super) enum Until {
    /// When the inbox is closed.
    Closed,
    /// When nothing is due, or at this time.
    Idle(Instant),
}

pub(super) struct Fetcher {
    shared: Arc<Shared>,
    dispatcher: Dispatcher,
    workers: Workers,
    /// What this dispatcher runs, and which of it blocks a thread.
    handled: Vec<Handled>,
    blocking: Vec<(Bytes, Bytes)>,
    runs: JoinSet<()>,
    /// The group of each run.
    groups: HashMap<task::Id, Bytes>,
    /// When it was last tried to run a row alone, and how long the others may take to end the next time.
    alone_at: Instant,
    patience: Duration,
    done: u64,
}

impl Fetcher {
    pub(super) fn new(shared: Arc<Shared>, dispatcher: Dispatcher, workers: Workers) -> Self {
        let (mut handled, mut blocking) = (Vec::new(), Vec::new());
        for event in dispatcher.stored_events() {
            let group = Bytes::from_static(event.group.as_bytes());
            let name = Bytes::from_static(event.event.as_bytes());
            if !event.asynchronous {
                blocking.push((group.clone(), name.clone()));
            }
            handled.push(Handled {
                group,
                event: name,
                deadline: event.deadline,
            });
        }
        Self {
            shared,
            dispatcher,
            workers,
            handled,
            blocking,
            runs: JoinSet::new(),
            groups: HashMap::new(),
            alone_at: Instant::now(),
            patience: PATIENCE,
            done: 0,
        }
    }

    pub(super) fn handled(&self) -> &[Handled] {
        &self.handled
    }

    /// Fetches and runs until the end, and then waits for what still runs. Returns how many ran.
    pub(super) async fn work(mut self, until: Until) -> Result<u64, Unavailable> {
        let mut is_behind = false;
        while !self.is_over(until) {
            self.count_ended();
            let room = self.workers.all.saturating_sub(self.runs.len());
            if room == 0 {
                self.one_ends().await;
                continue;
            }
            let has_little = room.saturating_mul(4) < self.workers.all;
            if is_behind && has_little && timeout(GATHER, self.one_ends()).await.is_ok() {
                continue;
            }
            let fetched = self.fetch(room).await;
            is_behind = matches!(&fetched, Ok(fetched) if fetched.rows.len() >= room);
            match fetched {
                Ok(fetched) if fetched.rows.is_empty() => {
                    if fetched.suspects && self.run_alone().await {
                        continue;
                    }
                    if self.runs.is_empty() && matches!(until, Until::Idle(_)) {
                        break;
                    }
                    self.wait(until).await;
                }
                Ok(fetched) => {
                    for row in fetched.rows {
                        self.start(row);
                    }
                    // Else rows that may run would keep it waiting for ever.
                    if fetched.suspects {
                        self.run_alone().await;
                    }
                }
                Err(unavailable) => {
                    self.shared.health.failed();
                    telemetry::did_not_answer("deliveries cannot be fetched", unavailable);
                    if matches!(until, Until::Idle(_)) {
                        self.all_end().await;
                        return Err(unavailable);
                    }
                    self.rest().await;
                }
            }
        }
        self.all_end().await;
        Ok(self.done)
    }

    fn is_over(&self, until: Until) -> bool {
        self.shared.is_closed() || matches!(until, Until::Idle(end) if Instant::now() >= end)
    }

    /// Takes rows of all groups, each as far as it has room.
    async fn fetch(&self, room: usize) -> Result<Fetched, Unavailable> {
        let (mut limited, mut free) = (Vec::new(), Vec::new());
        for handled in &self.handled {
            let group = std::str::from_utf8(&handled.group).unwrap_or_default();
            match self.workers.of_groups.get(group) {
                Some(most) => limited.push((*most, handled)),
                None => free.push(handled.clone()),
            }
        }
        let mut asked = Vec::new();
        while let Some((most, first)) = limited.first().copied() {
            let group = first.group.clone();
            let (these, others): (Vec<_>, Vec<_>) = limited
                .into_iter()
                .partition(|(_, handled)| handled.group == group);
            limited = others;
            let running = self.groups.values().filter(|of| **of == group).count();
            let these = these.into_iter().map(|(_, handled)| handled.clone());
            asked.push((these.collect(), most.saturating_sub(running)));
        }
        asked.push((free, room));
        // Not in the same order each time: who is asked last gets what the others leave.
        fastrand::shuffle(&mut asked);
        let mut all = Fetched::default();
        for (handled, limit) in asked {
            let limit = limit.min(room.saturating_sub(all.rows.len()));
            if limit == 0 || handled.is_empty() {
                continue;
            }
            match self.fetch_of(handled, limit).await {
                Ok(fetched) => {
                    all.rows.extend(fetched.rows);
                    all.suspects |= fetched.suspects;
                }
                Err(unavailable) if all.rows.is_empty() => return Err(unavailable),
                // What was fetched is running, and the loop asks again.
                Err(_) => break,
            }
        }
        Ok(all)
    }

    async fn fetch_of(&self, handled: Vec<Handled>, limit: usize) -> Result<Fetched, Unavailable> {
        let fetch = Fetch {
            handled,
            limit,
            suspects: false,
        };
        self.shared.store.fetch(fetch).await
    }

    /// Runs one row that has crashed often, after all others have ended, unless they take too long. Returns whether one ran.
    async fn run_alone(&mut self) -> bool {
        if !self.runs.is_empty() {
            if self.alone_at.elapsed() < SUSPECTS_EVERY {
                return false;
            }
            let ended = timeout(self.patience, self.all_end()).await;
            self.alone_at = Instant::now();
            if ended.is_err() {
                self.patience = self.patience.saturating_mul(2);
                return false;
            }
        }
        self.patience = PATIENCE;
        if self.shared.is_closed() {
            return false;
        }
        let fetch = Fetch {
            handled: self.handled.clone(),
            limit: 1,
            suspects: true,
        };
        let rows = match self.shared.store.fetch(fetch).await {
            Ok(fetched) => fetched.rows,
            // The loop asks again.
            Err(_) => return false,
        };
        let found = !rows.is_empty();
        for row in rows {
            self.start(row);
        }
        self.all_end().await;
        found
    }

    fn start(&mut self, row: Row) {
        let group = row.group.clone();
        let mut blocking = self.blocking.iter();
        let blocks = blocking.any(|(group, event)| *group == row.group && *event == row.event);
        let mut handled = self.handled.iter();
        let handled = handled.find(|this| this.group == row.group && this.event == row.event);
        let deadline = handled.map(|this| this.deadline).unwrap_or_default();
        let run = run::run(
            Arc::clone(&self.shared),
            self.dispatcher.clone(),
            row,
            deadline,
        );
        let task = if blocks {
            let runtime = Handle::current();
            self.runs.spawn_blocking(move || runtime.block_on(run))
        } else {
            self.runs.spawn(run)
        };
        self.groups.insert(task.id(), group);
    }

    fn ended(&mut self, ended: Result<(task::Id, ()), JoinError>) {
        self.done = self.done.saturating_add(1);
        let id = ended.map_or_else(|error| error.id(), |(id, ())| id);
        self.groups.remove(&id);
    }

    fn count_ended(&mut self) {
        while let Some(ended) = self.runs.try_join_next_with_id() {
            self.ended(ended);
        }
    }

    async fn one_ends(&mut self) {
        if let Some(ended) = self.runs.join_next_with_id().await {
            self.ended(ended);
        }
    }

    async fn all_end(&mut self) {
        while let Some(ended) = self.runs.join_next_with_id().await {
            self.ended(ended);
        }
    }

    /// Until a row may be due, or the inbox is closed. When a run ends there is more room, but nothing was due before.
    async fn wait(&mut self, until: Until) {
        let shared = Arc::clone(&self.shared);
        let mut due = shared.store.wait();
        loop {
            let idle = self.runs.is_empty();
            let ended = tokio::select! {
                () = &mut due, if matches!(until, Until::Closed) => return,
                ended = self.runs.join_next_with_id(), if !idle => ended,
                () = shared.reaches(Phase::Closed) => return,
            };
            if let Some(ended) = ended {
                self.ended(ended);
            }
            if matches!(until, Until::Idle(_)) || !self.workers.of_groups.is_empty() {
                return;
            }
        }
    }

    async fn rest(&self) {
        tokio::select! {
            () = sleep(REST) => {}
            () = self.shared.reaches(Phase::Closed) => {}
        }
    }
}
