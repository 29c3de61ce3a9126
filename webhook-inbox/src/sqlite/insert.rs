//! How deliveries come into the table: new, repeated, revived, in conflict.

use sqlx::sqlite::SqliteArguments;
use sqlx::{Row as _, Sqlite, SqliteConnection, query::Query};

use crate::batch::{self, Answer, Answers, Batch, Waiting};
use crate::clock::micros;
use crate::entry::{Admit, Entry, Stored};
use crate::error::UnavailableKind;
use crate::repetition::{Found, Repetition, of_new_conflict};
use crate::row::State;
use crate::sqlite::fault::Fault;

pub(super) const FIND: &str = "SELECT id, state, digest, revived, revived_at FROM webhook_inbox WHERE grp = ?1 AND owner = ?2 AND event = ?3 \
             AND id_kind = ?4 AND delivery_id = ?5 AND variant = ?6 AND replay_of IS NULL";
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
    let mut answers = Vec::new();
    for (entry, more) in batch.each() {
        let mut write = Write {
            connection,
            waiting,
            now,
            more,
        };
        answers.push(write.entry(entry).await?);
    }
    Ok(batch.answers(answers))
}

struct Write<'a> {
    connection: &'a mut SqliteConnection,
    waiting: &'a mut Waiting,
    now: i64,
    /// How many copies of the entry the batch holds beside it.
    more: i64,
}

impl Write<'_> {
    async fn entry(&mut self, entry: &Entry) -> Result<Answer, Fault> {
        let waiting = self.waiting.get(&entry.group).copied().unwrap_or(0);
        let found = if waiting >= entry.mark && entry.admit == Admit::Run {
            match self.find(entry, &[]).await? {
                Some(found) if Repetition::needs_no_room(entry, &found) => found,
                _ => return Ok(Err(UnavailableKind::Mark)),
            }
        } else if self.add(entry, State::of(entry.admit), &[]).await? {
            batch::queued(self.waiting, entry);
            return Ok(Ok(Stored::New));
        } else {
            let found = self.find(entry, &[]).await?;
            found.ok_or(Fault::Unreadable)?
        };
        match Repetition::of_key(entry, &found, self.now) {
            Repetition::Revives => self.revive(entry, &found).await,
            Repetition::Counts(stored) => self.count(&found, stored).await,
            Repetition::Conflicts => self.conflict(entry).await,
        }
    }

    async fn conflict(&mut self, entry: &Entry) -> Result<Answer, Fault> {
        if let Some(found) = self.find(entry, &entry.digest).await? {
            return match Repetition::of_conflict(entry, &found, self.now) {
                None => self.revive(entry, &found).await,
                Some(stored) => self.count(&found, stored).await,
            };
        }
        let others = sqlx::query(OTHERS);
        let others = keyed(others, entry)
            .fetch_one(&mut *self.connection)
            .await?;
        let (answer, state) = of_new_conflict(entry, others.try_get(0)?);
        if answer.is_ok() {
            self.add(entry, state, &entry.digest).await?;
        }
        if state == State::Queued {
            batch::queued(self.waiting, entry);
        }
        Ok(answer)
    }

    /// Whether the key was free.
    async fn add(&mut self, entry: &Entry, state: State, variant: &[u8]) -> Result<bool, Fault> {
        let waits = state == State::Queued;
        let class = (state == State::Dead).then_some("malformed");
        let insert = sqlx::query(
            "INSERT INTO webhook_inbox (grp, owner, event, id_kind, delivery_id, variant, digest, state, class, run_at, done_at, \
             duplicates, received_at, item_index, item_count, key_id, trace, method, uri, headers, body) \
             VALUES (?1, ?2, ?3, ?4, CASE ?4 WHEN 5 THEN randomblob(16) ELSE ?5 END, ?6, ?7, ?8, ?9, 0, ?10, ?11, ?12, ?13, \
             ?14, ?15, ?16, ?17, ?18, ?19, ?20) ON CONFLICT DO NOTHING",
        );
        let insert = keyed(insert, entry)
            .bind(variant.to_vec())
            .bind(entry.digest.to_vec())
            .bind(state.as_str())
            .bind(class)
            .bind((!waits).then_some(self.now))
            .bind(self.more)
            .bind(micros(entry.received_at));
        let done = contents(insert, entry)
            .execute(&mut *self.connection)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn find(&mut self, entry: &Entry, variant: &[u8]) -> Result<Option<Found>, Fault> {
        let find = sqlx::query(FIND);
        let row = keyed(find, entry)
            .bind(variant.to_vec())
            .fetch_optional(&mut *self.connection)
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Found {
            id: row.try_get(0)?,
            state: State::from_text(row.try_get(1)?).ok_or(Fault::Unreadable)?,
            digest: row.try_get(2)?,
            revived: row.try_get(3)?,
            revived_at: row.try_get(4)?,
        }))
    }

    async fn count(&mut self, found: &Found, stored: Stored) -> Result<Answer, Fault> {
        sqlx::query("UPDATE webhook_inbox SET duplicates = duplicates + ?1 WHERE id = ?2")
            .bind(self.more.saturating_add(1))
            .bind(found.id)
            .execute(&mut *self.connection)
            .await?;
        Ok(Ok(stored))
    }

    /// What came now replaces what did not run to its end.
    async fn revive(&mut self, entry: &Entry, found: &Found) -> Result<Answer, Fault> {
        let update = sqlx::query(
            "UPDATE webhook_inbox SET state = 'queued', class = NULL, attempts = 0, crashes = 0, run_at = 0, done_at = NULL, \
             last_error = NULL, revived = revived + 1, replays = 0, revived_at = ?1, digest = ?2, duplicates = duplicates + ?3, \
             received_at = ?4, item_index = ?5, item_count = ?6, key_id = ?7, trace = ?8, method = ?9, uri = ?10, \
             headers = ?11, body = ?12 WHERE id = ?13",
        )
        .bind(self.now)
        .bind(entry.digest.to_vec())
        .bind(self.more)
        .bind(micros(entry.received_at));
        contents(update, entry)
            .bind(found.id)
            .execute(&mut *self.connection)
            .await?;
        batch::queued(self.waiting, entry);
        Ok(Ok(Stored::Revived))
    }
}

type Statement<'q> = Query<'q, Sqlite, SqliteArguments>;

/// Parameters 1 to 5.
fn keyed<'q>(query: Statement<'q>, entry: &Entry) -> Statement<'q> {
    query
        .bind(entry.group.to_vec())
        .bind(entry.owner.to_vec())
        .bind(entry.event.to_vec())
        .bind(entry.id.kind.number())
        .bind(entry.id.bytes.to_vec())
}

/// Eight parameters, from the index of the item to the body.
fn contents<'q>(query: Statement<'q>, entry: &Entry) -> Statement<'q> {
    query
        .bind(i64::from(entry.item_index))
        .bind(i64::from(entry.item_count))
        .bind(entry.key_id.as_ref().map(|id| id.to_vec()))
        .bind(entry.trace.as_ref().map(|trace| trace.to_vec()))
        .bind(entry.method.to_vec())
        .bind(entry.uri.to_vec())
        .bind(entry.headers.to_vec())
        .bind(entry.body.to_vec())
}
