//! How deliveries are taken in: memory of repetitions and queue are one write.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::{Instant, sleep};
use webhook_inbox::{Admit, Entry, IdKind, Stored, Unavailable, UnavailableKind};

use crate::js::{Refused, Write};
use crate::place::{Place, Unit};
use crate::record::Record;
use crate::store::Inner;
use crate::telemetry;

/// How long an acknowledgement may take: less than two seconds, so that the sender has its 503 by then.
const ANSWER_WITHIN: Duration = Duration::from_millis(1_800);
/// How long the next try waits.
const PAUSE: Duration = Duration::from_millis(10);
/// How many messages the servers take as one batch.
const BATCH: usize = 1000;

impl Inner {
    pub(crate) async fn insert(
        self: &Arc<Self>,
        entries: Vec<Entry>,
    ) -> Result<Vec<Stored>, Unavailable> {
        if entries.is_empty() {
            return Ok(Vec::new());
        }
        self.reach("insert", "begun")?;
        let late = Unavailable::new(UnavailableKind::Late);
        let mut last = late;
        let work = self.insert_until(entries, Instant::now() + ANSWER_WITHIN, &mut last);
        match tokio::time::timeout(ANSWER_WITHIN, work).await {
            Ok(done) => done,
            Err(_) => Err(last),
        }
    }

    async fn insert_until(
        self: &Arc<Self>,
        entries: Vec<Entry>,
        until: Instant,
        last: &mut Unavailable,
    ) -> Result<Vec<Stored>, Unavailable> {
        let mut request = Request::of(entries);
        for unit in &request.units {
            if unit.entry.admit == Admit::Run {
                self.want(&unit.entry.group, &unit.entry.event);
            }
        }
        for units in request.keys() {
            // Of several bodies under an id, the first that comes has it.
            if units.len() > 1 {
                Box::pin(self.place(units)).await?;
            } else if let Some(unit) = units.first_mut() {
                unit.hope(&self.subjects);
            }
        }
        self.make_room(&mut request).await?;
        loop {
            let writes = request.writes(&self.policy);
            match self.write_in_turn(&writes).await {
                Ok(()) => break,
                Err(Refused::Sequence) => {
                    for units in request.keys() {
                        if units.iter().any(Unit::is_open) {
                            Box::pin(self.place(units)).await?;
                        }
                    }
                    // The same delivery may be on its way to a quorum: then there is nothing to be read yet.
                    sleep(PAUSE.mul_f32(fastrand::f32())).await;
                }
                Err(Refused::Again(kind)) => {
                    *last = Unavailable::new(kind);
                    sleep(PAUSE.saturating_mul(5)).await;
                }
                Err(Refused::For(kind)) => {
                    if kind == UnavailableKind::TooLarge {
                        let sizes = writes.iter().map(|write| write.payload.len());
                        let most = self.js.client.max_payload();
                        telemetry::too_large(sizes.max().unwrap_or_default(), most);
                    }
                    return Err(Unavailable::new(kind));
                }
            }
            if Instant::now() >= until {
                return Err(*last);
            }
        }
        self.reach("insert", "committed")?;
        self.count(&request);
        Ok(request.answers())
    }

    /// As one batch, or as few as there can be. What an earlier batch wrote is found when a later one is tried again.
    async fn write_in_turn(&self, writes: &[Write]) -> Result<(), Refused> {
        let crashed = |()| {
            self.reach("insert", "written")
                .map_err(|_| Refused::For(UnavailableKind::Closed))
        };
        for batch in writes.chunks(BATCH) {
            match batch {
                [write] => self.js.write(write).await.map(drop)?,
                batch => Box::pin(self.js.write_all(batch, || crashed(()))).await?,
            }
        }
        Ok(())
    }
}

/// The deliveries of one request, each once.
pub(crate) struct Request {
    /// In the order of their keys, so that those of a key are neighbours.
    pub(crate) units: Vec<Unit>,
    /// The unit of each delivery, by the number of the unit.
    of_each: Vec<usize>,
}

impl Request {
    fn of(entries: Vec<Entry>) -> Self {
        let mut units: Vec<Unit> = Vec::new();
        let mut seen: BTreeMap<(Key, [u8; 32]), usize> = BTreeMap::new();
        let mut of_each = Vec::new();
        // Most requests bring one.
        let has_copies = entries.len() > 1;
        for entry in entries {
            let number = units.len();
            let known = (has_copies && entry.id.kind() != IdKind::None)
                .then(|| *seen.entry((key(&entry), entry.digest)).or_insert(number));
            let number = match known {
                Some(known) if known != number => known,
                _ => {
                    units.push(Unit::new(
                        number,
                        Record::of(&entry, fastrand::u64(..)),
                        entry,
                    ));
                    number
                }
            };
            of_each.push(number);
        }
        // Stable: the first to come stays the first of its key.
        units.sort_by_cached_key(|unit| (key(&unit.entry), unit.record.row.delivery_id.clone()));
        Self { units, of_each }
    }

    /// The units of each key.
    fn keys(&mut self) -> impl Iterator<Item = &mut [Unit]> {
        let same = |a: &Unit, b: &Unit| {
            key(&a.entry) == key(&b.entry) && a.record.row.delivery_id == b.record.row.delivery_id
        };
        self.units.chunk_by_mut(same)
    }

    /// The units of each key, of one group.
    pub(crate) fn keys_of(&mut self, group: &Bytes) -> impl Iterator<Item = &mut [Unit]> {
        self.keys()
            .filter(move |units| units.iter().any(|unit| unit.entry.group == *group))
    }

    fn writes(&self, policy: &webhook_inbox::Policy) -> Vec<Write> {
        let open = self.units.iter();
        open.filter_map(|unit| unit.write(policy)).collect()
    }

    fn answers(&self) -> Vec<Stored> {
        let mut answers = vec![Stored::Duplicate; self.units.len()];
        for unit in &self.units {
            if let Some(answer) = answers.get_mut(unit.number) {
                *answer = unit.answer;
            }
        }
        let of_each = self.of_each.iter().map(|number| {
            let Some(next) = answers.get_mut(*number) else {
                return Stored::Duplicate;
            };
            let answer = *next;
            // A copy repeats the first.
            if matches!(answer, Stored::New | Stored::Revived) {
                *next = Stored::Duplicate;
            }
            answer
        });
        of_each.collect()
    }

    /// How many deliveries of a group are to be queued.
    pub(crate) fn queued(&self, group: &Bytes) -> u64 {
        let queued = self
            .units
            .iter()
            .filter(|unit| unit.entry.group == *group && matches!(unit.place, Place::Run { .. }));
        u64::try_from(queued.count()).unwrap_or(u64::MAX)
    }
}

type Key = (Bytes, Bytes, Bytes, IdKind, Bytes);

fn key(entry: &Entry) -> Key {
    let (group, owner, event) = (&entry.group, &entry.owner, &entry.event);
    let (kind, id) = (entry.id.kind(), entry.id.bytes());
    (
        group.clone(),
        owner.clone(),
        event.clone(),
        kind,
        id.clone(),
    )
}

#[cfg(test)]
mod tests {
    use webhook_inbox::{Entry, Id, Stored};

    use super::Request;

    fn entry(id: Id, digest: u8) -> Entry {
        Entry::new("shop", "paid", id, [digest; 32], "{}")
    }

    #[test]
    fn copies_are_written_once_and_answered_each() {
        let ids = [("b", 1), ("a", 1), ("b", 1), ("b", 2), ("a", 1)];
        let entries = ids.map(|(id, digest)| entry(Id::text(id), digest));
        let mut request = Request::of(entries.to_vec());
        assert_eq!(request.units.len(), 3);
        let sizes: Vec<_> = request.keys().map(|units| units.len()).collect();
        assert_eq!(sizes, [1, 2]);
        for unit in &mut request.units {
            unit.answer = match (&unit.entry.id, unit.entry.digest[0]) {
                (_, 2) => Stored::Conflict,
                _ => Stored::New,
            };
        }
        let (new, duplicate) = (Stored::New, Stored::Duplicate);
        let expected = [new, new, duplicate, Stored::Conflict, duplicate];
        assert_eq!(request.answers(), expected);
    }

    #[test]
    fn each_delivery_without_an_id_is_one_of_its_own() {
        let mut request = Request::of(vec![entry(Id::none(), 1), entry(Id::none(), 1)]);
        assert_eq!(request.keys().count(), 2);
        assert_eq!(request.answers().len(), 2);
    }
}
