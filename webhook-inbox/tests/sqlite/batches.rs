use std::time::{Duration, Instant};

use sqlx::Connection as _;
use webhook_inbox::{
    Entry, Failpoints, Fetch, Handled, Id, SqliteOptions, SqliteStore, Store as _, Stored,
    TestClock, UnavailableKind,
};

use crate::{Folder, entry};

async fn store(folder: &Folder) -> SqliteStore {
    SqliteStore::open(SqliteOptions::new(folder.file()))
        .await
        .unwrap()
}

#[tokio::test]
async fn what_waits_together_is_committed_together() {
    let folder = Folder::new();
    let store = store(&folder).await;
    // While the file is locked, everything gathers.
    let mut other = folder.other().await;
    let lock = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let mut all = tokio::task::JoinSet::new();
    for index in 0..500 {
        let store = store.clone();
        all.spawn(async move { store.insert(vec![entry(&format!("{}", index % 400))]).await });
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    lock.rollback().await.unwrap();
    let answers = all.join_all().await;
    let count = |stored| {
        answers
            .iter()
            .filter(|answer| **answer == Ok(vec![stored]))
            .count()
    };
    assert_eq!((count(Stored::New), count(Stored::Duplicate)), (400, 100));
    assert_eq!(
        folder.number("SELECT count(*) FROM webhook_inbox").await,
        400
    );
    assert_eq!(
        folder
            .number("SELECT sum(duplicates) FROM webhook_inbox")
            .await,
        100
    );
}

#[tokio::test]
async fn one_that_fails_does_not_take_the_others_with_it() {
    let folder = Folder::new();
    let store = store(&folder).await;
    folder.run(
        "CREATE TRIGGER refuse BEFORE INSERT ON webhook_inbox WHEN NEW.delivery_id = CAST('bad' AS BLOB)
         BEGIN SELECT RAISE(ABORT, 'refused'); END",
    )
    .await;
    let (a, bad, b) = tokio::join!(
        store.insert(vec![entry("a")]),
        store.insert(vec![entry("bad")]),
        store.insert(vec![entry("b"), entry("c")]),
    );
    assert_eq!(a, Ok(vec![Stored::New]));
    assert_eq!(bad.unwrap_err().kind(), UnavailableKind::Other);
    assert_eq!(b, Ok(vec![Stored::New, Stored::New]));
    assert_eq!(folder.number("SELECT count(*) FROM webhook_inbox").await, 3);
}

#[tokio::test]
async fn the_items_of_a_request_are_in_together_or_not_at_all() {
    let folder = Folder::new();
    let store = store(&folder).await;
    let conflict = |digest| Entry::new("shop", "order.paid", Id::text("x"), [digest; 32], "{}");
    for digest in 0..17 {
        store.insert(vec![conflict(digest)]).await.unwrap();
    }
    let (refused, taken) = tokio::join!(
        store.insert(vec![entry("first"), conflict(100), entry("last")]),
        store.insert(vec![entry("other")]),
    );
    assert_eq!(refused.unwrap_err().kind(), UnavailableKind::Conflicts);
    assert_eq!(taken, Ok(vec![Stored::New]));
    assert_eq!(
        folder.number("SELECT count(*) FROM webhook_inbox").await,
        18
    );
}

#[tokio::test]
async fn a_locked_file_is_an_answer_and_then_works_again() {
    let folder = Folder::new();
    let store = store(&folder).await;
    let mut other = folder.other().await;
    let lock = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let started = Instant::now();
    let (first, second) = tokio::join!(store.insert(vec![entry("1")]), async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        store.insert(vec![entry("2")]).await
    });
    assert!(
        started.elapsed() < Duration::from_millis(2500),
        "{:?}",
        started.elapsed()
    );
    assert_eq!(first.unwrap_err().kind(), UnavailableKind::Locked);
    let second = second.unwrap_err().kind();
    assert!(
        matches!(second, UnavailableKind::Locked | UnavailableKind::Late),
        "{second:?}"
    );
    lock.rollback().await.unwrap();
    assert_eq!(store.insert(vec![entry("1")]).await, Ok(vec![Stored::New]));
}

#[tokio::test]
async fn what_is_not_waited_for_is_not_written() {
    let folder = Folder::new();
    let store = store(&folder).await;
    let mut other = folder.other().await;
    let lock = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
    // The writer waits for the lock with this one.
    let first = tokio::spawn({
        let store = store.clone();
        async move { store.insert(vec![entry("first")]).await }
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let given_up = store.insert(vec![entry("given up")]);
    assert!(
        tokio::time::timeout(Duration::from_millis(100), given_up)
            .await
            .is_err()
    );
    lock.rollback().await.unwrap();
    assert_eq!(first.await.unwrap(), Ok(vec![Stored::New]));
    assert_eq!(
        store.insert(vec![entry("later")]).await,
        Ok(vec![Stored::New])
    );
    assert_eq!(folder.number("SELECT count(*) FROM webhook_inbox").await, 2);
}

#[tokio::test]
async fn a_full_disk_is_an_answer_and_then_works_again() {
    let folder = Folder::new();
    let small = SqliteOptions::new(folder.file()).max_size(60 * 4096);
    let store = SqliteStore::open(small).await.unwrap();
    let big = |id: usize| {
        let body = "x".repeat(8000);
        Entry::new(
            "shop",
            "order.paid",
            Id::text(&id.to_string()),
            [1; 32],
            body,
        )
    };
    let mut taken = 0;
    let refused = loop {
        match store.insert(vec![big(taken)]).await {
            Ok(_) => taken += 1,
            Err(error) => break error,
        }
    };
    assert_eq!(refused.kind(), UnavailableKind::Full);
    assert!(taken > 5, "{taken}");
    assert_eq!(
        folder.number("SELECT count(*) FROM webhook_inbox").await,
        i64::try_from(taken).unwrap()
    );
    // Repetitions of what is there need no room, and are found.
    assert_eq!(
        store.insert(vec![big(0)]).await,
        Ok(vec![Stored::Duplicate])
    );
    store.close().await;
    let store = self::store(&folder).await;
    assert_eq!(store.insert(vec![big(taken)]).await, Ok(vec![Stored::New]));
    store.close().await;
    let mut other = folder.other().await;
    let check: String = sqlx::query_scalar("PRAGMA integrity_check")
        .fetch_one(&mut other)
        .await
        .unwrap();
    assert_eq!(check, "ok");
}

#[tokio::test]
async fn a_closed_store_says_so() {
    let folder = Folder::new();
    let store = store(&folder).await;
    let (stored, ()) = tokio::join!(store.insert(vec![entry("1")]), store.close());
    assert_eq!(stored, Ok(vec![Stored::New]));
    let refused = store.insert(vec![entry("2")]).await;
    assert_eq!(refused.unwrap_err().kind(), UnavailableKind::Closed);
    store.close().await;
}

#[test]
fn no_runtime_is_needed_to_wait() {
    let folder = Folder::new();
    let store = pollster::block_on(store(&folder));
    let answer = pollster::block_on(store.insert(vec![entry("1")]));
    assert_eq!(answer, Ok(vec![Stored::New]));
}

#[tokio::test]
async fn nothing_that_a_sender_chose_is_shown() {
    let mut entry = Entry::new(
        "shop",
        "order.paid",
        Id::text("evt-secret"),
        [1; 32],
        "body-secret",
    );
    entry.headers = "header-secret".into();
    let shown = format!("{entry:?}");
    assert!(!shown.contains("secret"), "{shown}");
}

#[tokio::test]
async fn what_was_claimed_for_a_worker_that_went_away_is_given_back() {
    let folder = Folder::new();
    let (clock, failpoints) = (TestClock::new(), Failpoints::new());
    let options = SqliteOptions::new(folder.file()).clock(clock.clone());
    let store = SqliteStore::open(options.failpoints(failpoints.clone()))
        .await
        .unwrap();
    store.insert(vec![entry("1"), entry("2")]).await.unwrap();
    let fetch = || {
        let handled = Handled {
            group: "shop".into(),
            event: "order.paid".into(),
            deadline: Duration::from_hours(1),
        };
        store.fetch(Fetch {
            handled: vec![handled],
            limit: 10,
            suspects: false,
        })
    };
    failpoints.call_at("claim", "committed", || {
        std::thread::sleep(Duration::from_millis(300));
    });
    let dropped = tokio::time::timeout(Duration::from_millis(150), fetch()).await;
    let _elapsed: tokio::time::error::Elapsed = dropped.unwrap_err();
    store.insert(vec![entry("3")]).await.unwrap();
    clock.pass(Duration::from_secs(2));
    let rows = fetch().await.unwrap().rows;
    let counted: Vec<_> = rows.iter().map(|row| (row.attempts, row.crashes)).collect();
    assert_eq!(counted, [(1, 0); 3]);
}
