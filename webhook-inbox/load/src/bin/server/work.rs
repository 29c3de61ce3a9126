//! A piece of the inbox's work, without HTTP, to be counted.

use std::error::Error;
use std::time::Duration;

use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use webhook_inbox::{Entry, Fetch, Handled, Id, Policy, SqliteOptions, SqliteStore, Store as _};
use webhook_inbox_load::{CONNECTIONS, body, bytes_read};

/// How many rows a fetch takes.
const ROOM: usize = 16;
/// Of the pages of the file.
const PAGE: u64 = 4096;

async fn open(database: &str) -> Result<SqliteStore, Box<dyn Error + Send + Sync>> {
    let path = database.strip_prefix("sqlite:");
    let path = path.ok_or("this is counted in an SQLite file")?;
    let mut policy = Policy::default();
    // The store counts what waits every third of a lease, and that is not what is to be counted.
    policy.lease = Duration::from_hours(24);
    let store = SqliteStore::open(SqliteOptions::new(path).policy(policy)).await?;
    // Answered after it has counted for the first time.
    store.mark_dead(0).await?;
    Ok(store)
}

/// Inserts so many deliveries, in groups of as many as there are connections.
pub(crate) async fn insert(
    database: &str,
    number: usize,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let store = open(database).await?;
    let numbers: Vec<usize> = (0..number).collect();
    for group in numbers.chunks(CONNECTIONS) {
        let entries = group.iter().map(|number| {
            let id = format!("counted-{number}");
            let body = body("paid", &id, 0);
            let digest = Sha256::digest(&body).into();
            let mut entry = Entry::new("shop", "paid", Id::text(&id), digest, body);
            entry.mark = u64::MAX;
            entry
        });
        store.insert(entries.collect()).await?;
    }
    store.close().await;
    Ok(())
}

/// Fetches once, and prints how many pages that read. The connections are new, so that no page is at hand.
pub(crate) async fn fetch(database: &str) -> Result<(), Box<dyn Error + Send + Sync>> {
    let store = open(database).await?;
    let fetch = Fetch {
        handled: vec![Handled {
            group: Bytes::from_static(b"shop"),
            event: Bytes::from_static(b"paid"),
            deadline: Duration::from_mins(1),
        }],
        limit: ROOM,
        suspects: false,
    };
    let before = bytes_read()?;
    let fetched = store.fetch(fetch).await?;
    let read = bytes_read()?.saturating_sub(before);
    if fetched.rows.len() != ROOM {
        return Err(format!("{} rows were fetched", fetched.rows.len()).into());
    }
    println!("{}", read / PAGE);
    store.close().await;
    Ok(())
}
