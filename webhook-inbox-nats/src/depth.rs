//! How much waits: for metrics, and for the mark of a group.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use webhook_inbox::{Admit, Depth, State, Unavailable, UnavailableKind};

use crate::consumers::waiting;
use crate::insert::Request;
use crate::place::Place;
use crate::store::Inner;
use crate::subject::Kind;

/// How long a consumer takes to hear of a message.
const SETTLED: Duration = Duration::from_millis(100);

/// Rows, and when the oldest arrived.
type Counts = BTreeMap<(Bytes, &'static str), (State, u64, Option<SystemTime>)>;

impl Inner {
    fn waiting(&self) -> MutexGuard<'_, HashMap<Bytes, u64>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a consumer had when this process met it.
    pub(crate) fn starts_with(&self, group: &Bytes, rows: u64) {
        let mut all = self.waiting();
        let waiting = all.entry(group.clone()).or_default();
        *waiting = waiting.saturating_add(rows);
    }

    /// What other processes end is seen when the mark seems to be reached.
    pub(crate) fn has_ended(&self, group: &Bytes) {
        if let Some(waiting) = self.waiting().get_mut(group) {
            *waiting = waiting.saturating_sub(1);
        }
    }

    /// Counts what was queued.
    pub(crate) fn count(&self, request: &Request) {
        let mut all = self.waiting();
        for unit in &request.units {
            if matches!(unit.place, Place::Run { .. }) {
                let waiting = all.entry(unit.entry.group.clone()).or_default();
                *waiting = waiting.saturating_add(1);
            }
        }
    }

    /// Refuses a request whose deliveries have no room in their group. Those that are there need none.
    pub(crate) async fn make_room(&self, request: &mut Request) -> Result<(), Unavailable> {
        let of_units = request
            .units
            .iter()
            .filter(|unit| unit.entry.admit == Admit::Run);
        let mut groups: Vec<(Bytes, u64)> = Vec::with_capacity(1);
        for unit in of_units {
            if groups.iter().all(|(group, _)| *group != unit.entry.group) {
                groups.push((unit.entry.group.clone(), unit.entry.mark));
            }
        }
        for (group, mark) in groups {
            if !self.fits(request, &group, mark) {
                // Rare, and large.
                Box::pin(self.find_room(request, &group, mark)).await?;
            }
        }
        Ok(())
    }

    fn fits(&self, request: &Request, group: &Bytes, mark: u64) -> bool {
        let waiting = self.waiting().get(group).copied().unwrap_or_default();
        waiting.saturating_add(request.queued(group)) <= mark
    }

    /// Counts again what waits in a group, and which of its deliveries are there already.
    async fn find_room(
        &self,
        request: &mut Request,
        group: &Bytes,
        mark: u64,
    ) -> Result<(), Unavailable> {
        // Other processes may have ended some. A consumer knows of a message a moment after the stream has it.
        let mut now = 0;
        for pause in [Duration::ZERO, SETTLED] {
            tokio::time::sleep(pause).await;
            let infos = self.infos().await?;
            let of_group = infos.iter().filter(|(of, _, _)| of == group);
            now = of_group
                .map(|(_, _, info)| waiting(info))
                .sum::<u64>()
                .max(now);
        }
        self.waiting().insert(group.clone(), now);
        if self.fits(request, group, mark) {
            return Ok(());
        }
        for units in request.keys_of(group) {
            self.place(units).await?;
        }
        if request.queued(group) > 0 && !self.fits(request, group, mark) {
            return Err(Unavailable::new(UnavailableKind::Mark));
        }
        Ok(())
    }

    /// Counts what waits, what was delivered and has not ended (it runs, or waits for a retry), and what is kept for people.
    pub(crate) async fn depth(&self) -> Result<Vec<Depth>, Unavailable> {
        let mut counts = Counts::new();
        for (group, event, info) in self.infos().await? {
            let filter = self.subjects.of_event(&group, &event);
            let running = u64::try_from(info.num_ack_pending).unwrap_or(u64::MAX);
            for (state, rows, before) in [
                (
                    State::Queued,
                    info.num_pending,
                    info.delivered.stream_sequence,
                ),
                (State::Running, running, info.ack_floor.stream_sequence),
            ] {
                if rows > 0 {
                    let oldest = self.received(&filter, before.saturating_add(1)).await?;
                    add(&mut counts, group.clone(), state, rows, oldest);
                }
            }
        }
        for (kind, state) in [
            (Kind::Dead, State::Dead),
            (Kind::Conflict, State::Conflict),
            (Kind::Unknown, State::Unknown),
        ] {
            let subjects = self.js.subjects(&self.subjects.all(kind)).await?;
            let mut groups = BTreeSet::new();
            for subject in subjects {
                let Some((_, group)) = self.subjects.parse(&subject) else {
                    continue;
                };
                add(&mut counts, group.clone(), state, 1, None);
                groups.insert(group);
            }
            for group in groups {
                let of_group = self.subjects.of_group(kind, &group);
                let oldest = self.received(&of_group, 0).await?;
                add(&mut counts, group, state, 0, oldest);
            }
        }
        let depths = counts.into_iter();
        let depths = depths
            .map(|((group, _), (state, rows, oldest))| Depth::new(group, state, rows, oldest));
        Ok(depths.collect())
    }

    /// When the first delivery of these subjects and sequences arrived.
    async fn received(
        &self,
        subjects: &str,
        sequence: u64,
    ) -> Result<Option<SystemTime>, Unavailable> {
        let found = self.js.next(subjects, sequence).await?;
        let record = found.and_then(|found| found.record);
        Ok(record.map(|record| record.row.received_at))
    }
}

fn add(counts: &mut Counts, group: Bytes, state: State, rows: u64, oldest: Option<SystemTime>) {
    let counted = counts.entry((group, state.as_str()));
    let (_, all, first) = counted.or_insert((state, 0, None));
    *all = all.saturating_add(rows);
    *first = match (*first, oldest) {
        (Some(first), Some(oldest)) => Some(first.min(oldest)),
        (first, oldest) => first.or(oldest),
    };
}
