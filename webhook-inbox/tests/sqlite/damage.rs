//! Rows that a person edited, a file that changed under a running store, room that is given back.

use std::time::Duration;

use sqlx::Connection as _;
use webhook_inbox::{
    Entry, Fetch, Fetched, Filter, Handled, Id, Run, SqliteOptions, SqliteStore, State, Store as _,
    Stored, TestClock, Unavailable, UnavailableKind, Verdict,
};

use crate::{Folder, entry};

async fn fetch(store: &SqliteStore) -> Result<Fetched, Unavailable> {
    let handled = vec![Handled {
        group: "shop".into(),
        event: "order.paid".into(),
        deadline: Duration::from_secs(1),
    }];
    let fetch = Fetch {
        handled,
        limit: 1000,
        suspects: false,
    };
    store.fetch(fetch).await
}

#[tokio::test]
async fn a_person_cannot_write_what_cannot_be_read() {
    let folder = Folder::new();
    let store = SqliteStore::open(SqliteOptions::new(folder.file()))
        .await
        .unwrap();
    store.insert(vec![entry("1")]).await.unwrap();
    let mut other = folder.other().await;
    for set in [
        "state = 'qeued'",
        "attempts = -1",
        "attempts = 'two'",
        "crashes = 1 << 40",
        "digest = x'00'",
        "id_kind = 9",
        "grp = 'shop'",
        "run_at = NULL",
        "run_at = -1",
    ] {
        let update = format!("UPDATE webhook_inbox SET {set}");
        let update = sqlx::query(sqlx::AssertSqlSafe(update))
            .execute(&mut other)
            .await;
        let refused = update.unwrap_err().to_string();
        assert!(
            refused.contains("constraint failed") || refused.contains("cannot store"),
            "{set}: {refused}"
        );
    }
    assert_eq!(fetch(&store).await.unwrap().rows.len(), 1);
}

#[tokio::test]
async fn a_row_that_cannot_be_read_stops_no_other() {
    let folder = Folder::new();
    let store = SqliteStore::open(SqliteOptions::new(folder.file()))
        .await
        .unwrap();
    store
        .insert(vec![entry("1"), entry("2"), entry("3")])
        .await
        .unwrap();
    folder
        .run(
            "PRAGMA ignore_check_constraints = 1; UPDATE webhook_inbox SET item_count = -1 WHERE delivery_id = x'31';
             UPDATE webhook_inbox SET last_error = CAST(x'ff' AS TEXT) WHERE delivery_id = x'32'",
        )
        .await;
    let rows = fetch(&store).await.unwrap().rows;
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert_eq!(rows[0].last_error.as_deref(), Some("\u{fffd}"));
    assert_eq!(
        folder
            .number("SELECT count(*) FROM webhook_inbox WHERE class = 'unreadable'")
            .await,
        1
    );
}

#[tokio::test]
async fn a_row_that_a_person_deletes_ends_nothing_else() {
    let folder = Folder::new();
    let store = SqliteStore::open(SqliteOptions::new(folder.file()))
        .await
        .unwrap();
    store.insert(vec![entry("1")]).await.unwrap();
    let row = fetch(&store).await.unwrap().rows.remove(0);
    folder.run("DELETE FROM webhook_inbox").await;
    store.insert(vec![entry("2")]).await.unwrap();
    // Its number is not given to another, so that this end meets nothing.
    let finished = store.finish(Run::from(&row), Verdict::Done).await;
    assert_eq!(finished, Ok(webhook_inbox::Finished::Fenced));
    assert_eq!(fetch(&store).await.unwrap().rows.len(), 1);
    assert_eq!(
        store.list(Filter::default()).await.unwrap()[0].state,
        State::Running
    );
}

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
        fetch(&store).await.unwrap_err().kind(),
        UnavailableKind::Other
    );
    folder
        .run("ALTER TABLE hidden RENAME TO webhook_inbox")
        .await;
    assert_eq!(store.insert(vec![entry("2")]).await, Ok(vec![Stored::New]));
    assert_eq!(fetch(&store).await.unwrap().rows.len(), 2);
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
    for row in fetch(&store).await.unwrap().rows {
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
    for row in fetch(&store).await.unwrap().rows {
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
