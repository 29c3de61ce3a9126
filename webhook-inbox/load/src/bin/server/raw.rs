//! The floor: rows inserted in groups, without HTTP.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use webhook_inbox_load::{CONNECTIONS, body, processor_time};

use crate::by_hand;

/// Inserts for a time, and prints how many rows were committed, and the processor time of that in microseconds.
pub(crate) async fn insert(
    database: &str,
    batch: usize,
    time: Duration,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let jobs = by_hand::start(database, batch).await?;
    let before = processor_time("self")?;
    let (next, until) = (Arc::new(AtomicU64::new(0)), Instant::now() + time);
    let mut tasks = Vec::new();
    for _ in 0..CONNECTIONS {
        let (jobs, next) = (jobs.clone(), Arc::clone(&next));
        tasks.push(tokio::spawn(async move {
            let mut rows = 0_u64;
            while Instant::now() < until {
                let number = next.fetch_add(1, Ordering::Relaxed);
                // As the load: every tenth comes twice.
                let id = (number - u64::from(number % 11 == 10)).to_string();
                let body = Bytes::from(body("paid", &id, 0));
                by_hand::insert(&jobs, id, body).await?;
                rows += 1;
            }
            Some(rows)
        }));
    }
    let mut rows = 0;
    for task in tasks {
        rows += task.await?.ok_or("a row was not inserted")?;
    }
    let processor = processor_time("self")?.saturating_sub(before);
    println!("{rows} {}", processor.as_micros());
    Ok(())
}
