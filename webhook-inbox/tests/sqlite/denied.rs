//! Files and folders that may not be written, and a disk that is full. Each runs in a child of this test: as another user if this
//! one may write everything, and on a disk of its own.
#![cfg(unix)]

use std::env;
use std::fs::{self, OpenOptions, Permissions};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use sqlx::{Connection as _, SqliteConnection};
use webhook_inbox::{
    Filter, OpenErrorKind, SqliteOptions, SqliteStore, Store as _, Stored, UnavailableKind,
};

use crate::{Folder, entry, fetch};

/// Where a child finds its folder.
const FOLDER: &str = "WEBHOOK_INBOX_TEST_FOLDER";
/// Nobody, on most systems. It owns nothing that matters.
const OTHER_USER: u32 = 65_534;

fn child(test: &str, folder: &Path) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args(["--exact", test, "--nocapture"])
        .env(FOLDER, folder);
    command
}

fn set(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// Whether permissions hold this user back. They do not hold back the administrator.
fn is_held_back(folder: &Path) -> bool {
    let path = folder.join("probe");
    fs::write(&path, "").unwrap();
    set(&path, 0o400);
    let denied = OpenOptions::new().write(true).open(&path).is_err();
    fs::remove_file(&path).unwrap();
    denied
}

#[test]
fn what_may_not_be_written_is_refused_and_works_once_it_may() {
    let folder = Folder::new();
    let mut child = child("denied::child_without_permission", folder.0.path());
    if !is_held_back(folder.0.path()) {
        chown(folder.0.path(), Some(OTHER_USER), Some(OTHER_USER)).unwrap();
        child.uid(OTHER_USER).gid(OTHER_USER);
    }
    match child.status() {
        Ok(status) => assert!(status.success()),
        Err(error) => println!("skipped: this test cannot be run as another user: {error}"),
    }
}

#[tokio::test]
async fn child_without_permission() {
    let Some(folder) = env::var_os(FOLDER).map(PathBuf::from) else {
        return;
    };
    let file = folder.join("webhooks.db");
    let open = || SqliteStore::open(SqliteOptions::new(&file));
    let refused = async |what: &str| match open().await {
        Ok(_) => panic!("opened: {what}"),
        Err(error) => error.kind(),
    };

    set(&folder, 0o500);
    assert_eq!(refused("a new file").await, OpenErrorKind::Missing);
    set(&folder, 0o700);
    let store = open().await.unwrap();
    assert_eq!(store.insert(vec![entry("1")]).await, Ok(vec![Stored::New]));

    // What is open stays open.
    set(&file, 0o400);
    set(&folder, 0o500);
    assert_eq!(store.insert(vec![entry("2")]).await, Ok(vec![Stored::New]));
    assert_eq!(
        refused("beside one that has it open").await,
        OpenErrorKind::ReadOnly
    );
    store.close().await;

    set(&folder, 0o700);
    assert_eq!(refused("the file").await, OpenErrorKind::ReadOnly);
    set(&file, 0o600);
    open().await.unwrap().close().await;
    set(&folder, 0o500);
    assert_eq!(refused("the folder").await, OpenErrorKind::ReadOnly);
    set(&file, 0o400);
    assert_eq!(refused("both").await, OpenErrorKind::ReadOnly);
    set(&folder, 0o700);
    set(&file, 0o000);
    assert_eq!(refused("nothing").await, OpenErrorKind::ReadOnly);
    set(&folder, 0o000);
    assert_eq!(refused("the folder").await, OpenErrorKind::Missing);
    set(&folder, 0o700);
    set(&file, 0o600);

    // An error closes the connection, and the file can be opened again only to read.
    let store = open().await.unwrap();
    let run = async |sql: &'static str| {
        let mut other = SqliteConnection::connect(file.to_str().unwrap())
            .await
            .unwrap();
        sqlx::raw_sql(sql).execute(&mut other).await.unwrap();
        other.close().await.unwrap();
    };
    run("ALTER TABLE webhook_inbox RENAME TO hidden").await;
    let refused = store.insert(vec![entry("3")]).await;
    assert_eq!(refused.unwrap_err().kind(), UnavailableKind::Other);
    run("ALTER TABLE hidden RENAME TO webhook_inbox").await;
    set(&file, 0o400);
    for _ in 0..2 {
        let refused = store.insert(vec![entry("3")]).await;
        assert_eq!(refused.unwrap_err().kind(), UnavailableKind::ReadOnly);
        let refused = fetch(&store, 10).await;
        assert_eq!(refused.unwrap_err().kind(), UnavailableKind::ReadOnly);
    }
    assert_eq!(store.list(Filter::default()).await.unwrap().len(), 2);
    // SQLite gives the files beside it the permissions of the file.
    for entry in fs::read_dir(&folder).unwrap() {
        set(&entry.unwrap().path(), 0o600);
    }
    // One more refusal closes the connections that were opened meanwhile.
    let mut again = store.insert(vec![entry("3")]).await;
    if again.is_err() {
        again = store.insert(vec![entry("3")]).await;
    }
    assert_eq!(again, Ok(vec![Stored::New]));
    assert_eq!(fetch(&store, 10).await.unwrap().len(), 3);
}

#[test]
fn a_full_disk_loses_nothing_and_works_once_there_is_room() {
    let folder = Folder::new();
    let enters = |command: &mut Command| command.status().is_ok_and(|status| status.success());
    let mount = "mount -t tmpfs -o size=3m none \"$0\"";
    let probe = folder.0.path();
    if !enters(
        Command::new("unshare")
            .args(["-Urm", "sh", "-c", mount])
            .arg(probe),
    ) {
        println!("skipped: this system does not let its users mount a small disk");
        return;
    }
    let child = child("denied::child_on_a_small_disk", folder.0.path());
    let script = format!("{mount} && exec \"$@\"");
    let mut small = Command::new("unshare");
    small
        .args(["-Urm", "sh", "-c", &script])
        .arg(folder.0.path());
    small
        .arg(child.get_program())
        .args(child.get_args())
        .env(FOLDER, folder.0.path());
    assert!(enters(&mut small));
}

#[tokio::test]
async fn child_on_a_small_disk() {
    let Some(folder) = env::var_os(FOLDER).map(PathBuf::from) else {
        return;
    };
    let file = folder.join("webhooks.db");
    let ballast = folder.join("ballast");
    fs::write(&ballast, vec![1; 1 << 20]).unwrap();
    let store = SqliteStore::open(SqliteOptions::new(&file)).await.unwrap();
    let big = |id: usize| {
        let mut entry = entry(&id.to_string());
        entry.body = "x".repeat(8000).into();
        entry
    };
    let mut taken = 0;
    let refused = loop {
        match store.insert(vec![big(taken)]).await {
            Ok(_) => taken += 1,
            Err(refused) => break refused,
        }
    };
    assert_eq!(refused.kind(), UnavailableKind::Full);
    assert!(taken > 20, "{taken}");
    // The log has no room for any write, and what is there can be read.
    let answers = [
        store.insert(vec![big(taken)]).await.err(),
        fetch(&store, 10).await.err(),
        store.replay(1, None).await.err(),
        store.erase(1).await.err(),
        store.pause("shop".into(), true).await.err(),
    ];
    for answer in answers.into_iter().flatten() {
        assert_eq!(answer.kind(), UnavailableKind::Full);
    }
    let rows = store
        .list(Filter {
            limit: 1000,
            ..Filter::default()
        })
        .await;
    assert_eq!(rows.unwrap().len(), taken);
    fs::remove_file(&ballast).unwrap();
    for id in 0..taken {
        let stored = store.insert(vec![big(id)]).await;
        assert_eq!(stored, Ok(vec![Stored::Duplicate]), "{id}");
    }
    assert_eq!(store.insert(vec![big(taken)]).await, Ok(vec![Stored::New]));
    store.pause("shop".into(), false).await.unwrap();
    store.close().await;
    let mut other = SqliteConnection::connect(file.to_str().unwrap())
        .await
        .unwrap();
    let check = sqlx::query_scalar::<_, String>("PRAGMA integrity_check");
    assert_eq!(check.fetch_one(&mut other).await.unwrap(), "ok");
}
