//! How deliveries come into the table: new, repeated, revived, in conflict.

use std::collections::HashMap;

use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};

use crate::batch::{self, Answer, Answers, Batch, Waiting};
use crate::clock::micros;
use crate::entry::{Admit, Entry, IdKind, Stored};
use crate::error::UnavailableKind;
use crate::repetition::{Found, Repetition, of_new_conflict, runs};
use crate::row::State;
use crate::sqlite::fault::Fault;
use crate::sqlite::statements::{MOST, New, add, contents, count, find, keyed};

pub(super) const OTHERS: &str = "SELECT count(*) FROM webhook_inbox WHERE grp = ?1 AND owner = ?2 AND event = ?3 AND id_kind = ?4 \
             AND delivery_id = ?5 AND variant <> x'' AND replay_of IS NULL";

/// Writes a batch in the order of its keys; repetitions within it are written once.
pub(super) async fn batch(
    connection: &mut SqliteConnection,
    requests: &[&[Entry]],
    waiting: &mut Waiting,
    now: i64,
) -> Result<Answers, Fault> {
    let batch = Batch::new(requests);
    let mut units: Vec<Unit<'_>> = Vec::new();
    for (entry, more) in batch.each() {
        let last = units.last().map(|unit| unit.entry.key());
        units.push(Unit {
            entry,
            more,
            is_first: entry.id.kind == IdKind::None || last != Some(entry.key()),
            answer: None,
        });
    }
    let mut write = Write {
        connection,
        waiting,
        now,
    };
    write.common(&mut units).await?;
    let mut answers = Vec::with_capacity(units.len());
    for unit in units {
        answers.push(match unit.answer {
            Some(answer) => answer,
            None => write.entry(unit.entry, unit.more).await?,
        });
    }
    Ok(batch.answers(answers))
}

/// A delivery of the batch.
struct Unit<'a> {
    entry: &'a Entry,
    /// How many copies the batch holds beside it.
    more: i64,
    /// Of the deliveries with its key.
    is_first: bool,
    answer: Option<Answer>,
}

struct Write<'a> {
    connection: &'a mut SqliteConnection,
    waiting: &'a mut Waiting,
    now: i64,
}

impl Write<'_> {
    /// Answers what is new and what is only counted, by a few statements for all of them. The rest is rare.
    async fn common(&mut self, units: &mut [Unit<'_>]) -> Result<(), Fault> {
        let firsts: Vec<&mut Unit<'_>> = units.iter_mut().filter(|unit| unit.is_first).collect();
        let entries: Vec<&Entry> = firsts.iter().map(|unit| unit.entry).collect();
        let mut found = self.find_all(&entries).await?;
        let (mut new, mut counts) = (Vec::new(), Vec::new());
        for (place, unit) in firsts.into_iter().enumerate() {
            let (entry, more) = (unit.entry, unit.more);
            let found = found.remove(&place);
            let met = found.as_ref();
            let repetition = met.map(|found| Repetition::of_key(entry, found, self.now));
            unit.answer = match (met, repetition) {
                _ if !self.has_room(entry, met) => Some(Err(UnavailableKind::Mark)),
                (Some(found), Some(Repetition::Counts(stored))) => {
                    counts.push((found.id, more.saturating_add(1)));
                    Some(Ok(stored))
                }
                (Some(_), _) => None,
                (None, _) => {
                    new.push(New {
                        entry,
                        more,
                        state: State::of(entry.admit),
                        variant: &[],
                    });
                    batch::queued(self.waiting, entry);
                    Some(Ok(Stored::New))
                }
            };
        }
        for new in new.chunks(MOST) {
            add(new, self.now).execute(&mut *self.connection).await?;
        }
        for counts in counts.chunks(MOST) {
            count(counts).execute(&mut *self.connection).await?;
        }
        Ok(())
    }

    /// The first rows of keys, by the places of the keys.
    async fn find_all(&mut self, entries: &[&Entry]) -> Result<HashMap<usize, Found>, Fault> {
        let mut all = HashMap::new();
        for (nth, entries) in entries.chunks(MOST).enumerate() {
            let rows = find(entries, &[]).fetch_all(&mut *self.connection).await?;
            for row in rows {
                let place = usize::try_from(row.try_get::<i64, _>(0)?);
                let place = place.map_err(|_| Fault::Unreadable)?;
                all.insert(nth * MOST + place, found(&row)?);
            }
        }
        Ok(all)
    }

    fn has_room(&self, entry: &Entry, found: Option<&Found>) -> bool {
        let waiting = self.waiting.get(&entry.group).copied().unwrap_or(0);
        let needs_room = entry.admit == Admit::Run
            && !found.is_some_and(|found| Repetition::needs_no_room(entry, found));
        !needs_room || waiting < entry.mark
    }

    /// A delivery whose key is in the table, with `more` copies.
    async fn entry(&mut self, entry: &Entry, more: i64) -> Result<Answer, Fault> {
        let found = self.find(entry, &[]).await?;
        if !self.has_room(entry, found.as_ref()) {
            return Ok(Err(UnavailableKind::Mark));
        }
        let found = found.ok_or(Fault::Unreadable)?;
        match Repetition::of_key(entry, &found, self.now) {
            Repetition::Revives => self.revive(entry, more, &found).await,
            Repetition::Counts(stored) => self.count(more, &found, stored).await,
            Repetition::Conflicts => self.conflict(entry, more).await,
        }
    }

    async fn conflict(&mut self, entry: &Entry, more: i64) -> Result<Answer, Fault> {
        if let Some(found) = self.find(entry, &entry.digest).await? {
            return match Repetition::of_conflict(entry, &found, self.now) {
                None => self.revive(entry, more, &found).await,
                Some(stored) => self.count(more, &found, stored).await,
            };
        }
        let others = if runs(entry) {
            // However many there are.
            0
        } else {
            let others = keyed(sqlx::query(OTHERS), entry);
            others.fetch_one(&mut *self.connection).await?.try_get(0)?
        };
        let (answer, state) = of_new_conflict(entry, others);
        if answer.is_ok() {
            let new = New {
                entry,
                more,
                state,
                variant: &entry.digest,
            };
            add(&[new], self.now).execute(&mut *self.connection).await?;
        }
        if state == State::Queued {
            batch::queued(self.waiting, entry);
        }
        Ok(answer)
    }

    async fn find(&mut self, entry: &Entry, variant: &[u8]) -> Result<Option<Found>, Fault> {
        let row = find(&[entry], variant)
            .fetch_optional(&mut *self.connection)
            .await?;
        row.as_ref().map(found).transpose()
    }

    async fn count(&mut self, more: i64, found: &Found, stored: Stored) -> Result<Answer, Fault> {
        let counts = [(found.id, more.saturating_add(1))];
        count(&counts).execute(&mut *self.connection).await?;
        Ok(Ok(stored))
    }

    /// What came now replaces what did not run to its end.
    async fn revive(&mut self, entry: &Entry, more: i64, found: &Found) -> Result<Answer, Fault> {
        let update = sqlx::query(
            "UPDATE webhook_inbox SET state = 'queued', class = NULL, attempts = 0, crashes = 0, run_at = 0, done_at = NULL, \
             last_error = NULL, revived = revived + 1, replays = 0, revived_at = ?1, digest = ?2, duplicates = duplicates + ?3, \
             received_at = ?4, item_index = ?5, item_count = ?6, key_id = ?7, trace = ?8, method = ?9, uri = ?10, \
             headers = ?11, body = ?12 WHERE id = ?13",
        )
        .bind(self.now)
        .bind(entry.digest.to_vec())
        .bind(more)
        .bind(micros(entry.received_at));
        contents(update, entry)
            .bind(found.id)
            .execute(&mut *self.connection)
            .await?;
        batch::queued(self.waiting, entry);
        Ok(Ok(Stored::Revived))
    }
}

/// Behind the place of the key.
fn found(row: &SqliteRow) -> Result<Found, Fault> {
    Ok(Found {
        id: row.try_get(1)?,
        state: State::from_text(row.try_get(2)?).ok_or(Fault::Unreadable)?,
        digest: row.try_get(3)?,
        revived: row.try_get(4)?,
        revived_at: row.try_get(5)?,
    })
}
