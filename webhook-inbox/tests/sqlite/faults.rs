//! A lock that another process holds, room that runs out, a file that goes away: what each operation answers, and that it works
//! again by itself.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use sqlx::Connection as _;
use webhook_inbox::{
    Entry, Filter, Finished, Row, Run, SqliteOptions, SqliteStore, State, Store as _, Stored,
    TestClock, Unavailable, UnavailableKind, Verdict,
};

use crate::{Folder, entry, fetch};

fn with_body(id: &str, bytes: usize) -> Entry {
    let mut entry = entry(id);
    entry.body = "x".repeat(bytes).into();
    entry
}

fn failed() -> Verdict {
    Verdict::Retry {
        class: "error",
        error: "e".repeat(1000),
        after: None,
    }
}

/// A store with a row that runs, one that is done, and one that waits.
pub(crate) struct Three {
    pub(crate) store: SqliteStore,
    running: Row,
    done: Row,
    waiting: Row,
}

impl Three {
    pub(crate) async fn start(folder: &Folder) -> Self {
        let clock = TestClock::new();
        let options = SqliteOptions::new(folder.file()).clock(clock.clone());
        let store = SqliteStore::open(options).await.unwrap();
        for id in ["1", "2", "3"] {
            store.insert(vec![with_body(id, 2000)]).await.unwrap();
        }
        let mut rows = fetch(&store, 2).await.unwrap();
        let (running, done) = (rows.remove(0), rows.remove(0));
        store.finish(Run::from(&done), Verdict::Done).await.unwrap();
        let waiting = store.list(Filter::default()).await.unwrap().remove(0);
        // A process purges nothing in its first ten minutes.
        clock.pass(Duration::from_mins(11));
        Self {
            store,
            running,
            done,
            waiting,
        }
    }

    /// Everything that writes, at once, and what it answered.
    pub(crate) async fn write(&self) -> [(&'static str, Option<UnavailableKind>); 10] {
        let (store, running) = (&self.store, Run::from(&self.running));
        let (insert, fetch, effects, finish, replay) = tokio::join!(
            store.insert(vec![with_body("new", 2000)]),
            fetch(store, 1),
            store.effects(running),
            store.finish(running, failed()),
            store.replay(self.done.id, None),
        );
        let (mark_dead, erase, pause, purge, strand) = tokio::join!(
            store.mark_dead(self.waiting.id),
            store.erase(self.done.id),
            store.pause("other".into(), true),
            store.purge(),
            store.strand(Vec::new()),
        );
        [
            ("insert", kind(insert)),
            ("fetch", kind(fetch)),
            ("effects", kind(effects)),
            ("finish", kind(finish)),
            ("replay", kind(replay)),
            ("mark_dead", kind(mark_dead)),
            ("erase", kind(erase)),
            ("pause", kind(pause)),
            ("purge", kind(purge)),
            ("strand", kind(strand)),
        ]
    }

    pub(crate) async fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for row in self.store.list(Filter::default()).await.unwrap() {
            rows.push(self.store.get(row.id).await.unwrap().unwrap());
        }
        rows
    }

    /// All three come to their end, and the repetitions are found.
    pub(crate) async fn works(&self) {
        for id in ["1", "2", "3"] {
            let stored = self.store.insert(vec![with_body(id, 2000)]).await;
            assert_eq!(stored, Ok(vec![Stored::Duplicate]));
        }
        let finished = self.store.finish(Run::from(&self.running), Verdict::Done);
        assert_eq!(finished.await, Ok(Finished::Now(State::Done)));
        let row = fetch(&self.store, 10).await.unwrap().remove(0);
        assert_eq!((row.id, row.attempts), (self.waiting.id, 1));
        let finished = self.store.finish(Run::from(&row), Verdict::Done).await;
        assert_eq!(finished, Ok(Finished::Now(State::Done)));
        let new = self.store.insert(vec![entry("4")]).await;
        assert_eq!(new, Ok(vec![Stored::New]));
    }
}

fn kind<T>(answer: Result<T, Unavailable>) -> Option<UnavailableKind> {
    answer.err().map(|error| error.kind())
}

pub(crate) async fn is_sound(folder: &Folder) -> bool {
    let faults = "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'";
    folder.number(faults).await == 0
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_held_for_three_seconds_is_an_answer_to_everything_that_writes() {
    let folder = Folder::new();
    let three = Three::start(&folder).await;
    let before = three.rows().await;
    let mut other = folder.other().await;
    let lock = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(3) {
        for (operation, kind) in three.write().await {
            let is_locked = kind == Some(UnavailableKind::Locked);
            // It waits behind the others, and no longer than the sender.
            let is_late = operation == "insert" && kind == Some(UnavailableKind::Late);
            assert!(is_locked || is_late, "{operation}: {kind:?}");
        }
        assert_eq!(three.rows().await, before, "reading goes on");
    }
    lock.rollback().await.unwrap();
    three.works().await;
}

#[tokio::test]
async fn what_waits_comes_to_its_end_when_there_is_no_room_for_more() {
    for (bytes, pages) in [(10, 50), (500, 80), (3000, 100), (20_000, 200)] {
        let folder = Folder::new();
        let clock = TestClock::new();
        let options = SqliteOptions::new(folder.file()).clock(clock.clone());
        let store = SqliteStore::open(options.max_size(pages * 4096))
            .await
            .unwrap();
        let mut taken = 0;
        let refused = loop {
            let entries = (taken..taken + 10).map(|id| with_body(&id.to_string(), bytes));
            match store.insert(entries.collect()).await {
                Ok(_) => taken += 10,
                Err(refused) => break refused,
            }
        };
        assert_eq!(refused.kind(), UnavailableKind::Full);
        assert!(taken >= 20, "{taken}");
        let mut done = 0;
        loop {
            let rows = fetch(&store, 64).await.unwrap();
            if rows.is_empty() {
                break;
            }
            for row in rows {
                let finished = store.finish(Run::from(&row), Verdict::Done).await;
                assert_eq!(finished, Ok(Finished::Now(State::Done)));
                done += 1;
            }
        }
        assert_eq!(done, taken, "of {bytes} bytes");
        // Room comes back by itself.
        clock.pass(Duration::from_hours(24 * 31));
        assert_eq!(store.purge().await.unwrap().rows, taken);
        let stored = store.insert(vec![with_body("later", bytes)]).await;
        assert_eq!(stored, Ok(vec![Stored::New]));
        assert!(is_sound(&folder).await);
    }
}

#[tokio::test]
async fn a_file_that_may_not_grow_at_all_loses_nothing() {
    let folder = Folder::new();
    let open = |options: SqliteOptions| SqliteStore::open(options);
    let store = open(SqliteOptions::new(folder.file())).await.unwrap();
    for id in 0..200 {
        let stored = store.insert(vec![with_body(&id.to_string(), 100)]).await;
        assert_eq!(stored, Ok(vec![Stored::New]));
    }
    store.close().await;
    let small = SqliteOptions::new(folder.file()).max_size(4096);
    let store = open(small).await.unwrap();
    let all = Filter {
        limit: 1000,
        ..Filter::default()
    };
    // What rows leave when they change may have room for one.
    let (mut kinds, mut new) = (BTreeSet::new(), 0);
    for row in store.list(all.clone()).await.unwrap() {
        let answers = [
            kind(
                store
                    .insert(vec![with_body(&format!("{} new", row.id), 5000)])
                    .await,
            ),
            kind(fetch(&store, 50).await),
            kind(store.finish(Run::from(&row), failed()).await),
            kind(store.mark_dead(row.id).await),
            kind(store.replay(row.id, None).await),
            kind(store.pause(format!("{}", row.id).into(), true).await),
        ];
        new += usize::from(answers[0].is_none());
        for (operation, answer) in answers.into_iter().enumerate() {
            if let Some(kind) = answer {
                assert_eq!(kind, UnavailableKind::Full);
                kinds.insert(operation);
            }
        }
    }
    assert!(new < 10, "{new}");
    assert!(kinds.contains(&0) && kinds.len() > 1, "{kinds:?}");
    store.close().await;
    assert!(is_sound(&folder).await);
    let store = open(SqliteOptions::new(folder.file())).await.unwrap();
    assert_eq!(store.list(all).await.unwrap().len(), 200 + new);
    for id in 0..200 {
        let stored = store.insert(vec![with_body(&id.to_string(), 100)]).await;
        let stored = stored.unwrap().remove(0);
        assert!(
            matches!(stored, Stored::Duplicate | Stored::Revived),
            "{stored:?}"
        );
    }
}

#[tokio::test]
async fn a_file_that_is_damaged_while_it_is_open_is_an_answer_and_works_once_it_is_mended() {
    let folder = Folder::new();
    let store = SqliteStore::open(SqliteOptions::new(folder.file()))
        .await
        .unwrap();
    for id in 0..300 {
        store
            .insert(vec![with_body(&id.to_string(), 2000)])
            .await
            .unwrap();
    }
    let mut other = folder.other().await;
    sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        .execute(&mut other)
        .await
        .unwrap();
    other.close().await.unwrap();
    let good = std::fs::read(folder.file()).unwrap();
    let write = |bytes: &[u8]| {
        use std::io::Write as _;
        // In place, as a bad disk would.
        let mut file = std::fs::OpenOptions::new()
            .write(true)
            .open(folder.file())
            .unwrap();
        file.write_all(bytes).unwrap();
    };
    let mut bad = good.clone();
    for byte in &mut bad[8192..] {
        *byte ^= 0x5a;
    }
    write(&bad);
    let looked = store
        .list(Filter {
            limit: 1000,
            ..Filter::default()
        })
        .await;
    assert_eq!(looked.unwrap_err().kind(), UnavailableKind::Corrupt);
    let fetched = fetch(&store, 100).await;
    assert_eq!(fetched.unwrap_err().kind(), UnavailableKind::Corrupt);
    write(&good);
    let rows = fetch(&store, 1000).await.unwrap();
    assert_eq!(rows.len(), 300);
    assert_eq!(
        store.insert(vec![entry("new")]).await,
        Ok(vec![Stored::New])
    );
    store.close().await;
    assert!(is_sound(&folder).await);
}
