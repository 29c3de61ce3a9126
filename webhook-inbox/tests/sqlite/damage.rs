//! A file that changed under a running store, room that is given back, content that is erased.

use std::time::Duration;

use sqlx::Connection as _;
use webhook_inbox::{
    Entry, Filter, Id, Run, SqliteOptions, SqliteStore, Store as _, Stored, TestClock,
    UnavailableKind, Verdict,
};

use crate::{Folder, entry, fetch};

#[tokio::test]
async fn a_table_that_is_gone_is_an_answer_and_comes_back() {
    let folder = Folder::new();
    let store = SqliteStore::open(SqliteOptions::new(folder.file()))
        .await
        .unwrap();
    store.insert(vec![entry("1")]).await.unwrap();
    folder
        .run("ALTER TABLE webhook_inbox RENAME TO hidden")
        .await;
    let refused = store.insert(vec![entry("2")]).await.unwrap_err();
    assert_eq!(refused.kind(), UnavailableKind::Other);
    assert_eq!(
        fetch(&store, 1000).await.unwrap_err().kind(),
        UnavailableKind::Other
    );
    folder
        .run("ALTER TABLE hidden RENAME TO webhook_inbox")
        .await;
    assert_eq!(store.insert(vec![entry("2")]).await, Ok(vec![Stored::New]));
    assert_eq!(fetch(&store, 1000).await.unwrap().len(), 2);
}

#[tokio::test]
async fn what_was_erased_is_in_no_file() {
    let folder = Folder::new();
    let store = SqliteStore::open(SqliteOptions::new(folder.file()))
        .await
        .unwrap();
    let mut secret = entry("secret");
    // A part of it lies in the page of the row, the rest in pages of its own.
    secret.body = "4111 1111 1111 1111 ".repeat(1000).into();
    secret.headers = "x-customer: 4111 1111 1111 1111".into();
    let mut small = entry("small");
    small.body = "4111 1111 1111 1111".into();
    for id in 0..20 {
        store.insert(vec![entry(&id.to_string())]).await.unwrap();
    }
    store.insert(vec![secret, small]).await.unwrap();
    for row in fetch(&store, 1000).await.unwrap() {
        store.finish(Run::from(&row), Verdict::Done).await.unwrap();
    }
    let bytes = || {
        let files = std::fs::read_dir(folder.0.path()).unwrap();
        let bytes = files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap());
        String::from_utf8_lossy(&bytes.collect::<Vec<_>>()).into_owned()
    };
    assert!(bytes().contains("4111 1111"));
    let rows = store.list(Filter::default()).await.unwrap();
    for row in rows.iter().take(2) {
        assert_eq!(store.erase(row.id).await, Ok(true));
    }
    store.close().await;
    assert!(!bytes().contains("4111 1111"));
}

#[tokio::test]
async fn a_purge_makes_the_file_smaller() {
    let folder = Folder::new();
    let clock = TestClock::new();
    let store = SqliteStore::open(SqliteOptions::new(folder.file()).clock(clock.clone()))
        .await
        .unwrap();
    let big = |id: usize| {
        let body = "x".repeat(9000);
        Entry::new(
            "shop",
            "order.paid",
            Id::text(&id.to_string()),
            [1; 32],
            body,
        )
    };
    store.insert((0..600).map(big).collect()).await.unwrap();
    for row in fetch(&store, 1000).await.unwrap() {
        store.finish(Run::from(&row), Verdict::Done).await.unwrap();
    }
    let before = folder.number("PRAGMA page_count").await;
    clock.pass(Duration::from_hours(8 * 24));
    assert_eq!(store.purge().await.unwrap().bodies, 600);
    let after = folder.number("PRAGMA page_count").await;
    assert!(after < before / 4, "{before} -> {after}");
    let mut other = folder.other().await;
    let check: String = sqlx::query_scalar("PRAGMA integrity_check")
        .fetch_one(&mut other)
        .await
        .unwrap();
    assert_eq!(check, "ok");
    other.close().await.unwrap();
}
