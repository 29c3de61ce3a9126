//! How a batch of deliveries comes into the table, by a few statements for all of them.

use std::collections::HashMap;

use sqlx::postgres::PgBindIterExt as _;
use sqlx::{PgConnection, Row as _};

use crate::batch::{self, Answer, Answers, Batch, Waiting};
use crate::entry::{Admit, Entry, Stored};
use crate::error::UnavailableKind;
use crate::postgres::fault::Fault;
use crate::postgres::statements::{
    ACCEPT, ADD, COUNT, FIND, New, OTHERS, REVIVE, contents, keyed, rows,
};
use crate::repetition::{Found, Repetition, of_new_conflict, runs};
use crate::row::State;

/// Writes a batch; repetitions within it are written once. Returns how many rows of which groups are queued, too.
pub(super) async fn batch(
    connection: &mut PgConnection,
    requests: &[&[Entry]],
    waiting: &Waiting,
    offset: i64,
) -> Result<(Answers, Waiting), Fault> {
    let batch = Batch::new(requests);
    let mut write = Write::new(connection, &batch, waiting, offset);
    write.add_new().await?;
    write.meet().await?;
    // A row that is not there any more was purged a moment ago.
    let answers: Option<Vec<Answer>> = write.units.iter().map(|unit| unit.answer).collect();
    let answers = answers.ok_or(Fault::Again)?;
    Ok((batch.answers(answers), write.queued))
}

/// Writes what is new and counts what only repeats, by one statement, which is its own transaction if none has begun. What is not
/// answered was not written. Returns how many rows of which groups are queued, too.
pub(super) async fn accept(
    connection: &mut PgConnection,
    requests: &[&[Entry]],
    waiting: &Waiting,
    offset: i64,
) -> Result<(Vec<Vec<Option<Answer>>>, Waiting), Fault> {
    let batch = Batch::new(requests);
    let mut write = Write::new(connection, &batch, waiting, offset);
    write.accept().await?;
    let answers = write.units.iter().map(|unit| unit.answer);
    Ok((batch.some_answers(answers), write.queued))
}

/// A delivery, and its copies in the batch.
struct Unit<'a> {
    entry: &'a Entry,
    more: i64,
    has_room: bool,
    answer: Option<Answer>,
}

struct Write<'a> {
    connection: &'a mut PgConnection,
    offset: i64,
    units: Vec<Unit<'a>>,
    queued: Waiting,
}

impl<'a> Write<'a> {
    fn new(
        connection: &'a mut PgConnection,
        batch: &Batch<'a>,
        waiting: &Waiting,
        offset: i64,
    ) -> Self {
        let units = batch.each().map(|(entry, more)| Unit {
            entry,
            more,
            has_room: true,
            answer: None,
        });
        let mut write = Self {
            connection,
            offset,
            units: units.collect(),
            queued: Waiting::new(),
        };
        write.make_room(waiting);
        write
    }

    /// As many of each group as its mark has room for, as if none was a repetition.
    fn make_room(&mut self, waiting: &Waiting) {
        let mut waiting = waiting.clone();
        for unit in &mut self.units {
            let there = waiting.get(&unit.entry.group).copied().unwrap_or(0);
            unit.has_room = unit.entry.admit != Admit::Run || there < unit.entry.mark;
            if unit.has_room {
                batch::queued(&mut waiting, unit.entry);
            }
        }
    }

    fn answer(&mut self, unit: usize, answer: Answer) {
        if let Some(unit) = self.units.get_mut(unit) {
            unit.answer = Some(answer);
            if matches!(answer, Ok(Stored::New | Stored::Revived)) {
                batch::queued(&mut self.queued, unit.entry);
            }
        }
    }

    /// Those that there is room for, as if their keys were free.
    fn new_rows(&self) -> Vec<New<'a>> {
        let units = self.units.iter().enumerate();
        let new = units.filter(|(_, unit)| unit.has_room);
        let new = new.map(|(index, unit)| New {
            unit: index,
            entry: unit.entry,
            more: unit.more,
            state: State::of(unit.entry.admit),
            variant: &[],
        });
        new.collect()
    }

    async fn accept(&mut self) -> Result<(), Fault> {
        let new = self.new_rows();
        if new.is_empty() {
            return Ok(());
        }
        let accept = rows(sqlx::query(ACCEPT), &new, self.offset);
        for row in accept.fetch_all(&mut *self.connection).await? {
            let stored = match (row.try_get(1)?, row.try_get(2)?) {
                (true, _) => Stored::New,
                (_, true) => Stored::Duplicate,
                _ => continue,
            };
            if let Some(new) = new.get(place(row.try_get(0)?)?) {
                self.answer(new.unit, Ok(stored));
            }
        }
        Ok(())
    }

    async fn add_new(&mut self) -> Result<(), Fault> {
        let new = self.new_rows();
        for place in self.add(&new).await? {
            if let Some(new) = new.get(place) {
                self.answer(new.unit, Ok(Stored::New));
            }
        }
        Ok(())
    }

    /// The places of those whose key was free.
    async fn add(&mut self, new: &[New<'a>]) -> Result<Vec<usize>, Fault> {
        if new.is_empty() {
            return Ok(Vec::new());
        }
        let add = rows(sqlx::query(ADD), new, self.offset);
        let mut places = Vec::with_capacity(new.len());
        for row in add.fetch_all(&mut *self.connection).await? {
            if row.try_get(1)? {
                places.push(place(row.try_get(0)?)?);
            }
        }
        Ok(places)
    }

    /// Answers what was not new.
    async fn meet(&mut self) -> Result<(), Fault> {
        let units = self.units.iter().enumerate();
        let left = units.filter(|(_, unit)| unit.answer.is_none());
        let left: Vec<usize> = left.map(|(index, _)| index).collect();
        if left.is_empty() {
            return Ok(());
        }
        let Met {
            now,
            keys,
            mut firsts,
        } = self.find(&left).await?;
        let (mut counts, mut revived, mut conflicts) = (Vec::new(), Vec::new(), Vec::new());
        for (index, key) in left.into_iter().zip(keys) {
            let Some(unit) = self.units.get(index) else {
                continue;
            };
            let (entry, more) = (unit.entry, unit.more);
            let first = key.first.and_then(|id| firsts.get_mut(&id));
            let has_room = unit.has_room
                || first
                    .as_ref()
                    .is_some_and(|first| Repetition::needs_no_room(entry, first));
            let Some(first) = first.filter(|_| has_room) else {
                if !has_room {
                    self.answer(index, Err(UnavailableKind::Mark));
                }
                continue;
            };
            let (id, repeated) = match (Repetition::of_key(entry, first, now), key.same) {
                (Repetition::Revives, _) => {
                    first.state = State::Queued;
                    first.digest = entry.digest.to_vec();
                    (first.id, Stored::Revived)
                }
                (Repetition::Counts(stored), _) => (first.id, stored),
                (Repetition::Conflicts, None) => {
                    conflicts.push(index);
                    continue;
                }
                (Repetition::Conflicts, Some(same)) => {
                    let counted = Repetition::of_conflict(entry, &same, now);
                    (same.id, counted.unwrap_or(Stored::Revived))
                }
            };
            if repeated == Stored::Revived {
                revived.push((index, id));
            } else {
                counts.push((id, more.saturating_add(1)));
            }
            self.answer(index, Ok(repeated));
        }
        self.count(&counts).await?;
        self.revive(&revived).await?;
        self.conflict(&conflicts).await
    }

    async fn find(&mut self, left: &[usize]) -> Result<Met, Fault> {
        let entries = || left.iter().filter_map(|index| self.units.get(*index));
        let entries = || entries().map(|unit| unit.entry);
        let find = keyed(sqlx::query(FIND), entries)
            .bind(entries().map(|entry| &entry.digest[..]).bind_iter())
            .bind(self.offset);
        let rows = find.fetch_all(&mut *self.connection).await?;
        let mut met = Met {
            now: 0,
            keys: left.iter().map(|_| Key::default()).collect(),
            firsts: HashMap::new(),
        };
        for row in rows {
            let state: String = row.try_get(2)?;
            let found = Found {
                id: row.try_get(1)?,
                state: State::from_text(&state).ok_or(Fault::Unreadable)?,
                digest: row.try_get(3)?,
                revived: row.try_get(4)?,
                revived_at: row.try_get(5)?,
            };
            met.now = row.try_get(7)?;
            if let Some(key) = met.keys.get_mut(place(row.try_get(0)?)?) {
                if row.try_get(6)? {
                    key.first = Some(found.id);
                    met.firsts.insert(found.id, found);
                } else {
                    key.same = Some(found);
                }
            }
        }
        Ok(met)
    }

    async fn count(&mut self, counts: &[(i64, i64)]) -> Result<(), Fault> {
        if !counts.is_empty() {
            sqlx::query(COUNT)
                .bind(counts.iter().map(|(id, _)| *id).bind_iter())
                .bind(counts.iter().map(|(_, more)| *more).bind_iter())
                .execute(&mut *self.connection)
                .await?;
        }
        Ok(())
    }

    async fn revive(&mut self, revived: &[(usize, i64)]) -> Result<(), Fault> {
        if revived.is_empty() {
            return Ok(());
        }
        let new = revived.iter().filter_map(|(index, _)| {
            let unit = self.units.get(*index)?;
            Some(New {
                unit: *index,
                entry: unit.entry,
                more: unit.more,
                state: State::Queued,
                variant: &[],
            })
        });
        let new: Vec<_> = new.collect();
        contents(sqlx::query(REVIVE), &new)
            .bind(self.offset)
            .bind(revived.iter().map(|(_, id)| *id).bind_iter())
            .execute(&mut *self.connection)
            .await?;
        Ok(())
    }

    /// How many other digests the key of each has. Those that run are not counted.
    async fn others(&mut self, conflicts: &[usize]) -> Result<HashMap<usize, i64>, Fault> {
        let counted = conflicts.iter().filter_map(|index| {
            let unit = self.units.get(*index)?;
            (!runs(unit.entry)).then_some((*index, unit.entry))
        });
        let counted: Vec<(usize, &Entry)> = counted.collect();
        let mut others = HashMap::new();
        if counted.is_empty() {
            return Ok(others);
        }
        let count = keyed(sqlx::query(OTHERS), || {
            counted.iter().map(|(_, entry)| *entry)
        });
        for row in count.fetch_all(&mut *self.connection).await? {
            if let Some((index, _)) = counted.get(place(row.try_get(0)?)?) {
                others.insert(*index, row.try_get(1)?);
            }
        }
        Ok(others)
    }

    /// Those whose id came with another digest before, each the first of its digest.
    async fn conflict(&mut self, conflicts: &[usize]) -> Result<(), Fault> {
        if conflicts.is_empty() {
            return Ok(());
        }
        let others = self.others(conflicts).await?;
        let (mut new, mut answers) = (Vec::new(), Vec::new());
        // Of the same key, how many came before in this batch.
        let (mut last, mut before) = (None, 0_i64);
        for index in conflicts {
            let Some(unit) = self.units.get(*index) else {
                continue;
            };
            if last.replace(unit.entry.key()) != Some(unit.entry.key()) {
                before = 0;
            }
            let others = others.get(index).copied().unwrap_or(0);
            let (answer, state) = of_new_conflict(unit.entry, others.saturating_add(before));
            if answer.is_ok() {
                before = before.saturating_add(1);
                new.push(New {
                    unit: *index,
                    entry: unit.entry,
                    more: unit.more,
                    state,
                    variant: &unit.entry.digest,
                });
            }
            answers.push((*index, answer));
        }
        // Another process may have added the same a moment ago.
        if self.add(&new).await?.len() != new.len() {
            return Err(Fault::Again);
        }
        for (index, answer) in answers {
            self.answer(index, answer);
        }
        Ok(())
    }
}

/// What lies under the keys of a batch.
struct Met {
    /// The time of the server.
    now: i64,
    keys: Vec<Key>,
    /// The first rows of keys. Of several deliveries with one key, the first may change it.
    firsts: HashMap<i64, Found>,
}

#[derive(Default)]
struct Key {
    first: Option<i64>,
    /// The row in conflict with the first one, and of the same digest as the delivery.
    same: Option<Found>,
}

/// From an ordinality, which counts from 1.
fn place(place: i64) -> Result<usize, Fault> {
    usize::try_from(place.saturating_sub(1)).map_err(|_| Fault::Unreadable)
}
