use std::fs;

use sqlx::Connection as _;
use webhook_inbox::{Inbox, OpenErrorKind, SqliteOptions, SqliteStore, Store as _, Stored};

use crate::{Folder, entry};

/// Opens what must be refused and left as it is.
async fn refusal(folder: &Folder) -> (OpenErrorKind, String) {
    let before = fs::read(folder.file()).unwrap();
    let error = SqliteStore::open(SqliteOptions::new(folder.file())).await;
    let error = error.unwrap_err();
    let after = fs::read(folder.file()).unwrap();
    assert!(after == before, "{error}: but the file was changed");
    (error.kind(), error.to_string())
}

#[tokio::test]
async fn a_file_is_created_with_its_tables_and_opened_again() {
    let folder = Folder::new();
    let store = SqliteStore::open(SqliteOptions::new(folder.file()))
        .await
        .unwrap();
    assert_eq!(store.insert(vec![entry("1")]).await, Ok(vec![Stored::New]));
    store.close().await;
    let store = SqliteStore::open(SqliteOptions::new(folder.file()))
        .await
        .unwrap();
    assert_eq!(
        store.insert(vec![entry("1")]).await,
        Ok(vec![Stored::Duplicate])
    );
    assert_eq!(
        folder
            .number("SELECT version * 10 + oldest_reader FROM webhook_inbox_schema")
            .await,
        11
    );
    assert_eq!(folder.number("PRAGMA auto_vacuum").await, 2);
}

#[tokio::test]
async fn the_tables_of_the_program_stay_beside_the_inbox() {
    let folder = Folder::new();
    folder
        .run("CREATE TABLE orders (id INTEGER); INSERT INTO orders VALUES (7)")
        .await;
    let store = SqliteStore::open(SqliteOptions::new(folder.file()))
        .await
        .unwrap();
    assert_eq!(store.insert(vec![entry("1")]).await, Ok(vec![Stored::New]));
    assert_eq!(folder.number("SELECT id FROM orders").await, 7);
}

#[tokio::test]
async fn two_may_open_a_new_file_at_once() {
    let folder = Folder::new();
    let open = || SqliteStore::open(SqliteOptions::new(folder.file()));
    let (a, b, c) = tokio::join!(open(), open(), open());
    let (a, b, c) = (a.unwrap(), b.unwrap(), c.unwrap());
    let (a, b, c) = tokio::join!(
        a.insert(vec![entry("1")]),
        b.insert(vec![entry("1")]),
        c.insert(vec![entry("1")])
    );
    let answers = [a.unwrap(), b.unwrap(), c.unwrap()].concat();
    assert_eq!(
        answers
            .iter()
            .filter(|stored| **stored == Stored::New)
            .count(),
        1
    );
}

#[tokio::test]
async fn a_file_of_something_else_is_refused_and_left_as_it_is() {
    let folder = Folder::new();
    let text = "Dear diary, today I found a webhook. ".repeat(200);
    fs::write(folder.file(), &text).unwrap();
    let (kind, shown) = refusal(&folder).await;
    assert_eq!(kind, OpenErrorKind::NotADatabase);
    assert!(shown.contains("is not an SQLite database"), "{shown}");
    assert_eq!(fs::read_to_string(folder.file()).unwrap(), text);
}

#[tokio::test]
async fn a_damaged_file_is_refused_and_left_as_it_is() {
    let folder = Folder::new();
    let store = SqliteStore::open(SqliteOptions::new(folder.file()))
        .await
        .unwrap();
    for id in 0..200 {
        store.insert(vec![entry(&id.to_string())]).await.unwrap();
    }
    store.close().await;
    let mut bytes = fs::read(folder.file()).unwrap();
    let last = bytes.len() - 3000;
    for byte in &mut bytes[8192..last] {
        *byte ^= 0x5a;
    }
    fs::write(folder.file(), &bytes).unwrap();
    let (kind, shown) = refusal(&folder).await;
    assert_eq!(kind, OpenErrorKind::Corrupt, "{shown}");
    assert!(
        fs::read(folder.file()).unwrap() == bytes,
        "the file was changed"
    );
}

#[tokio::test]
async fn a_foreign_table_of_the_name_is_refused() {
    for sql in [
        "CREATE TABLE webhook_inbox (id INTEGER)",
        "CREATE TABLE webhook_inbox_schema (version INTEGER, oldest_reader INTEGER)",
        "CREATE TABLE webhook_inbox_paused (grp BLOB, resumed_at INTEGER)",
        "CREATE TABLE webhook_inbox (id INTEGER); CREATE TABLE webhook_inbox_schema (version TEXT)",
        "CREATE TABLE webhook_inbox (id INTEGER); CREATE TABLE webhook_inbox_schema (version INTEGER, oldest_reader INTEGER)",
        "CREATE TABLE webhook_inbox (id INTEGER); CREATE TABLE webhook_inbox_schema (version, oldest_reader);
         INSERT INTO webhook_inbox_schema VALUES (1, 1)",
        "CREATE TABLE webhook_inbox (id INTEGER); CREATE TABLE webhook_inbox_schema (version, oldest_reader);
         INSERT INTO webhook_inbox_schema VALUES ('one', 1)",
        "CREATE TABLE webhook_inbox (id INTEGER); CREATE TABLE webhook_inbox_schema (version, oldest_reader);
         INSERT INTO webhook_inbox_schema VALUES (1, 1), (2, 1)",
    ] {
        let folder = Folder::new();
        folder.run(sql).await;
        assert_eq!(refusal(&folder).await.0, OpenErrorKind::Foreign, "{sql}");
        assert_eq!(folder.number("SELECT count(*) FROM sqlite_schema WHERE type = 'index'").await, 0);
    }
}

#[tokio::test]
async fn a_table_of_the_inbox_with_other_columns_is_refused() {
    for sql in [
        "ALTER TABLE webhook_inbox RENAME COLUMN trace TO traced",
        "ALTER TABLE webhook_inbox_paused RENAME COLUMN grp TO name",
        "DROP TABLE webhook_inbox_paused",
        "DROP TABLE webhook_inbox",
    ] {
        let folder = Folder::new();
        let store = SqliteStore::open(SqliteOptions::new(folder.file()))
            .await
            .unwrap();
        store.close().await;
        folder.run(sql).await;
        assert_eq!(refusal(&folder).await.0, OpenErrorKind::Foreign, "{sql}");
    }
}

#[tokio::test]
async fn a_newer_schema_is_read_as_long_as_it_says_so() {
    let folder = Folder::new();
    let store = SqliteStore::open(SqliteOptions::new(folder.file()))
        .await
        .unwrap();
    store.close().await;
    folder.run("UPDATE webhook_inbox_schema SET version = 7; ALTER TABLE webhook_inbox ADD COLUMN later TEXT").await;
    let store = SqliteStore::open(SqliteOptions::new(folder.file()))
        .await
        .unwrap();
    assert_eq!(store.insert(vec![entry("1")]).await, Ok(vec![Stored::New]));
    store.close().await;
    folder
        .run("UPDATE webhook_inbox_schema SET oldest_reader = 2")
        .await;
    let (kind, shown) = refusal(&folder).await;
    assert_eq!(kind, OpenErrorKind::Newer);
    assert!(shown.contains("newer version"), "{shown}");
}

#[tokio::test]
async fn a_missing_folder_and_a_folder_are_refused() {
    let folder = Folder::new();
    for path in [folder.file().join("deep"), folder.0.path().to_owned()] {
        let error = SqliteStore::open(SqliteOptions::new(path))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), OpenErrorKind::Missing, "{error}");
    }
}

#[tokio::test]
async fn a_locked_file_is_refused_after_a_second() {
    let folder = Folder::new();
    let mut other = folder.other().await;
    let lock = other.begin_with("BEGIN EXCLUSIVE").await.unwrap();
    assert_eq!(refusal(&folder).await.0, OpenErrorKind::Locked);
    drop(lock);
    other.close().await.unwrap();
    SqliteStore::open(SqliteOptions::new(folder.file()))
        .await
        .unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_of_the_process_reads_the_file() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::new();
    let store = SqliteStore::open(SqliteOptions::new(folder.file()))
        .await
        .unwrap();
    store.insert(vec![entry("1")]).await.unwrap();
    for name in ["webhooks.db", "webhooks.db-wal", "webhooks.db-shm"] {
        let path = folder.0.path().join(name);
        assert_eq!(
            fs::metadata(path).unwrap().permissions().mode() & 0o777,
            0o600,
            "{name}"
        );
    }
}

#[tokio::test]
async fn an_address_that_would_not_be_a_file_of_that_name_is_refused() {
    for address in [
        "sqlite:",
        "sqlite://",
        "sqlite::memory:",
        "sqlite://:memory:",
        "sqlite:webhooks.db?mode=rwc",
        "mysql://host/database",
        "webhooks.db",
    ] {
        let error = Inbox::open(address).await.unwrap_err();
        assert_eq!(error.kind(), OpenErrorKind::Address, "{address}");
        assert!(error.to_string().contains("write `sqlite:FILE`"), "{error}");
    }
}
