//! How deliveries come into the table: new, repeated, revived, in conflict.

use std::collections::HashMap;

use bytes::Bytes;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Row as _, Sqlite, SqliteConnection, query::Query};

use crate::clock::{micros, span};
use crate::entry::{Admit, Entry, IdKind, OnConflict, Stored};
use crate::error::UnavailableKind;
use crate::policy::{CONFLICTS, REVIVALS, REVIVE_EVERY};
use crate::row::State;
use crate::sqlite::fault::Fault;

pub(super) const FIND: &str = "SELECT id, state, digest, revived, revived_at FROM webhook_inbox WHERE grp = ?1 AND owner = ?2 AND event = ?3 \
             AND id_kind = ?4 AND delivery_id = ?5 AND variant = ?6 AND replay_of IS NULL";
pub(super) const OTHERS: &str = "SELECT count(*) FROM webhook_inbox WHERE grp = ?1 AND owner = ?2 AND event = ?3 AND id_kind = ?4 \
             AND delivery_id = ?5 AND variant <> x'' AND replay_of IS NULL";

/// One answer for each entry of each request. A refused entry has written nothing.
pub(super) type Answers = Vec<Vec<Result<Stored, UnavailableKind>>>;

/// How many deliveries of a group wait, as far as this process knows.
pub(super) type Waiting = HashMap<Bytes, u64>;

/// Writes a batch in the order of its keys; repetitions within it are written once.
pub(super) async fn batch(
    connection: &mut SqliteConnection,
    requests: &[&[Entry]],
    waiting: &mut Waiting,
    now: i64,
) -> Result<Answers, Fault> {
    let mut order: Vec<(usize, usize, &Entry)> = Vec::new();
    for (request, entries) in requests.iter().enumerate() {
        let entries = entries.iter().enumerate();
        order.extend(entries.map(|(index, entry)| (request, index, entry)));
    }
    // Stable: of two deliveries with one id, the first to come is the first to be written.
    order.sort_by(|(_, _, a), (_, _, b)| a.key().cmp(&b.key()));
    let mut answers: Vec<Vec<Option<Result<Stored, UnavailableKind>>>> = requests
        .iter()
        .map(|entries| vec![None; entries.len()])
        .collect();
    let same = |a: &Entry, b: &Entry| {
        a.id.kind != IdKind::None && a.key() == b.key() && a.digest == b.digest
    };
    for copies in order.chunk_by(|(_, _, a), (_, _, b)| same(a, b)) {
        let mut write = Write {
            connection,
            waiting,
            now,
            more: copies.len().saturating_sub(1),
        };
        let mut answer = None;
        for (request, index, entry) in copies {
            let this = match answer {
                None => write.entry(entry).await?,
                // The copies of a refused one are refused, those of any other were counted with it.
                Some(Ok(Stored::New | Stored::Revived)) => Ok(Stored::Duplicate),
                Some(same) => same,
            };
            answer.get_or_insert(this);
            if let Some(slot) = answers
                .get_mut(*request)
                .and_then(|all| all.get_mut(*index))
            {
                *slot = Some(this);
            }
        }
    }
    let whole = |answers: Vec<Option<_>>| answers.into_iter().flatten().collect();
    Ok(answers.into_iter().map(whole).collect())
}

struct Write<'a> {
    connection: &'a mut SqliteConnection,
    waiting: &'a mut Waiting,
    now: i64,
    /// How many copies of the entry the batch holds beside it.
    more: usize,
}

/// What lies under a key.
struct Found {
    id: i64,
    state: State,
    digest: Vec<u8>,
    revived: i64,
    revived_at: Option<i64>,
}

impl Write<'_> {
    async fn entry(&mut self, entry: &Entry) -> Result<Result<Stored, UnavailableKind>, Fault> {
        let waiting = self.waiting.get(&entry.group).copied().unwrap_or(0);
        let found = if waiting >= entry.mark && entry.admit == Admit::Run {
            let found = self.find(entry, &[]).await?;
            // What needs no new place is answered all the same.
            match found {
                Some(found) if found.state != State::Dead && *found.digest == entry.digest => found,
                _ => return Ok(Err(UnavailableKind::Mark)),
            }
        } else if self.add(entry, State::of(entry.admit), &[]).await? {
            self.counted(entry);
            return Ok(Ok(Stored::New));
        } else {
            let found = self.find(entry, &[]).await?;
            found.ok_or(Fault::Unreadable)?
        };
        if self.may_revive(entry, &found) {
            return self.revive(entry, &found).await.map(Ok);
        }
        if *found.digest == entry.digest {
            self.count(&found, 1).await?;
            return Ok(Ok(Stored::Duplicate));
        }
        self.conflict(entry).await
    }

    async fn conflict(&mut self, entry: &Entry) -> Result<Result<Stored, UnavailableKind>, Fault> {
        let run = entry.on_conflict == OnConflict::Run && entry.admit == Admit::Run;
        if let Some(found) = self.find(entry, &entry.digest).await? {
            if run && self.may_revive(entry, &found) {
                return self.revive(entry, &found).await.map(Ok);
            }
            self.count(&found, 1).await?;
            let ran = found.state != State::Conflict;
            return Ok(Ok(if run && ran {
                Stored::Duplicate
            } else {
                Stored::Conflict
            }));
        }
        if run {
            self.add(entry, State::Queued, &entry.digest).await?;
            self.counted(entry);
            return Ok(Ok(Stored::New));
        }
        let others = sqlx::query(OTHERS);
        let others = keyed(others, entry)
            .fetch_one(&mut *self.connection)
            .await?;
        if others.try_get::<i64, _>(0)? >= CONFLICTS {
            return Ok(Err(UnavailableKind::Conflicts));
        }
        self.add(entry, State::Conflict, &entry.digest).await?;
        Ok(Ok(Stored::Conflict))
    }

    fn may_revive(&self, entry: &Entry, found: &Found) -> bool {
        let rested = found.revived_at.is_none_or(|at| {
            // A time to come is one of a clock that was wrong.
            at > self.now || at <= self.now.saturating_sub(span(REVIVE_EVERY))
        });
        found.state == State::Dead
            && entry.admit == Admit::Run
            && found.revived < REVIVALS
            && rested
    }

    fn counted(&mut self, entry: &Entry) {
        if entry.admit == Admit::Run {
            let waiting = self.waiting.entry(entry.group.clone()).or_default();
            *waiting = waiting.saturating_add(1);
        }
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
            .bind(i64::try_from(self.more).unwrap_or(i64::MAX))
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

    async fn count(&mut self, found: &Found, this: usize) -> Result<(), Fault> {
        let all = self.more.saturating_add(this);
        sqlx::query("UPDATE webhook_inbox SET duplicates = duplicates + ?1 WHERE id = ?2")
            .bind(i64::try_from(all).unwrap_or(i64::MAX))
            .bind(found.id)
            .execute(&mut *self.connection)
            .await?;
        Ok(())
    }

    /// What came now replaces what did not run to its end.
    async fn revive(&mut self, entry: &Entry, found: &Found) -> Result<Stored, Fault> {
        let update = sqlx::query(
            "UPDATE webhook_inbox SET state = 'queued', class = NULL, attempts = 0, crashes = 0, run_at = 0, done_at = NULL, \
             last_error = NULL, revived = revived + 1, revived_at = ?1, digest = ?2, duplicates = duplicates + ?3, \
             received_at = ?4, item_index = ?5, item_count = ?6, key_id = ?7, trace = ?8, method = ?9, uri = ?10, \
             headers = ?11, body = ?12 WHERE id = ?13",
        )
        .bind(self.now)
        .bind(entry.digest.to_vec())
        .bind(i64::try_from(self.more).unwrap_or(i64::MAX))
        .bind(micros(entry.received_at));
        contents(update, entry)
            .bind(found.id)
            .execute(&mut *self.connection)
            .await?;
        self.counted(entry);
        Ok(Stored::Revived)
    }
}

impl State {
    const fn of(admit: Admit) -> Self {
        match admit {
            Admit::Run => Self::Queued,
            Admit::Unknown => Self::Unknown,
            Admit::Malformed => Self::Dead,
        }
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
