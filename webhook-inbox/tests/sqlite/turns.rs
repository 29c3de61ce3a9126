//! Two processes that write to one file. Here they are two stores.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use webhook_inbox::{SqliteOptions, SqliteStore, Store as _, Stored};

use crate::{Folder, entry};

/// To open the file, and to store. Each takes some milliseconds; after a second of waiting for a lock, it is an error.
const TURN: Duration = Duration::from_secs(1);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_writes_all_the_time_leaves_others_their_turns() {
    let folder = Folder::new();
    let open = || SqliteStore::open(SqliteOptions::new(folder.file()));
    let (busy, over) = (open().await.unwrap(), Arc::new(AtomicBool::new(false)));
    let mut tasks = Vec::new();
    for task in 0..16 {
        let (busy, over) = (busy.clone(), Arc::clone(&over));
        tasks.push(tokio::spawn(async move {
            for number in 0.. {
                let id = format!("{task}-{number}");
                let stored = busy.insert(vec![entry(&id)]).await;
                assert_eq!(stored, Ok(vec![Stored::New]));
                if over.load(Ordering::Relaxed) {
                    break;
                }
            }
        }));
    }
    for number in 0..20 {
        let started = Instant::now();
        let other = open().await.unwrap();
        let opened = started.elapsed();
        let stored = other.insert(vec![entry(&number.to_string())]).await;
        assert_eq!(stored, Ok(vec![Stored::New]));
        let took = started.elapsed();
        assert!(
            took < TURN,
            "{number}: opened in {opened:?}, and stored in {took:?}"
        );
        other.close().await;
    }
    over.store(true, Ordering::Relaxed);
    for task in tasks {
        task.await.unwrap();
    }
}
