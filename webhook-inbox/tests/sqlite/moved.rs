//! A file that is moved, removed or replaced while it is open.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};

use webhook_inbox::{Filter, SqliteOptions, SqliteStore, Store as _, Stored, UnavailableKind};

use crate::faults::{Three, is_sound};
use crate::{Folder, entry, fetch};

fn beside(file: &Path, end: &str) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(end);
    path.into()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_moved_away_is_an_answer_to_everything_that_writes() {
    let folder = Folder::new();
    let three = Three::start(&folder).await;
    let before = three.rows().await;
    let away = beside(&folder.file(), ".away");
    fs::rename(folder.file(), &away).unwrap();
    for _ in 0..2 {
        for (operation, kind) in three.write().await {
            assert_eq!(kind, Some(UnavailableKind::Moved), "{operation}");
        }
    }
    assert_eq!(three.rows().await, before, "nothing was changed");
    fs::rename(&away, folder.file()).unwrap();
    three.works().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_to_a_file_that_takes_its_place() {
    let folder = Folder::new();
    let three = Three::start(&folder).await;
    let away = beside(&folder.file(), ".away");
    fs::rename(folder.file(), &away).unwrap();
    fs::write(folder.file(), b"").unwrap();
    for (operation, kind) in three.write().await {
        assert_eq!(kind, Some(UnavailableKind::Moved), "{operation}");
    }
    assert_eq!(fs::read(folder.file()).unwrap(), b"");
    // All that was acknowledged is in the old one, without its log.
    let copy = Folder::new();
    fs::copy(&away, copy.file()).unwrap();
    let rows = "SELECT count(*) FROM webhook_inbox";
    assert_eq!(copy.number(rows).await, 3);
    fs::rename(&away, folder.file()).unwrap();
    three.works().await;
    three.store.close().await;
    assert!(is_sound(&folder).await);
}

#[tokio::test]
async fn a_file_that_is_removed_is_not_made_again_by_itself() {
    let folder = Folder::new();
    let store = SqliteStore::open(SqliteOptions::new(folder.file()))
        .await
        .unwrap();
    store.insert(vec![entry("1")]).await.unwrap();
    fs::remove_file(folder.file()).unwrap();
    let refused = store.insert(vec![entry("2")]).await;
    assert_eq!(refused.unwrap_err().kind(), UnavailableKind::Moved);
    assert!(!folder.file().exists());
    let listed = store.list(Filter::default()).await;
    assert_eq!(listed.unwrap_err().kind(), UnavailableKind::Moved);
    store.close().await;
    // A person decides that it is gone, and starts again.
    let next = SqliteStore::open(SqliteOptions::new(folder.file()))
        .await
        .unwrap();
    assert_eq!(next.insert(vec![entry("1")]).await, Ok(vec![Stored::New]));
    next.close().await;
    assert!(is_sound(&folder).await);
}

#[tokio::test]
async fn what_was_acknowledged_outlives_its_log() {
    let folder = Folder::new();
    let store = SqliteStore::open(SqliteOptions::new(folder.file()))
        .await
        .unwrap();
    for id in 0..50 {
        store.insert(vec![entry(&id.to_string())]).await.unwrap();
    }
    fs::remove_file(beside(&folder.file(), "-wal")).unwrap();
    let refused = store.insert(vec![entry("50")]).await;
    assert_eq!(refused.unwrap_err().kind(), UnavailableKind::Moved);
    // As a kill would leave it: no close, and no log.
    let copy = Folder::new();
    fs::copy(folder.file(), copy.file()).unwrap();
    let next = SqliteStore::open(SqliteOptions::new(copy.file()))
        .await
        .unwrap();
    for id in 0..50 {
        let stored = next.insert(vec![entry(&id.to_string())]).await;
        assert_eq!(stored, Ok(vec![Stored::Duplicate]), "{id}");
    }
    assert_eq!(next.insert(vec![entry("50")]).await, Ok(vec![Stored::New]));
    next.close().await;
    assert!(is_sound(&copy).await);
}

#[tokio::test]
async fn a_link_to_the_file_is_followed() {
    let folder = Folder::new();
    let link = beside(&folder.file(), ".link");
    SqliteStore::open(SqliteOptions::new(folder.file()))
        .await
        .unwrap()
        .close()
        .await;
    std::os::unix::fs::symlink(folder.file(), &link).unwrap();
    let store = SqliteStore::open(SqliteOptions::new(&link)).await.unwrap();
    for id in ["1", "2"] {
        assert_eq!(store.insert(vec![entry(id)]).await, Ok(vec![Stored::New]));
    }
    assert_eq!(fetch(&store, 10).await.unwrap().len(), 2);
    // The link leads elsewhere now.
    fs::remove_file(&link).unwrap();
    std::os::unix::fs::symlink("/dev/null", &link).unwrap();
    let refused = store.insert(vec![entry("3")]).await;
    assert_eq!(refused.unwrap_err().kind(), UnavailableKind::Moved);
}
