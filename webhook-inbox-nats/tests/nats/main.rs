//! The store in a JetStream stream. `.ci/run nats` runs these tests with three servers of their own; without them they are left out.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod ends;
mod open;
mod repetitions;
mod servers;
mod suite;
mod worker;

use std::time::Duration;

use webhook_inbox::{Entry, Fetch, Handled, Id, Row, Run, Store as _, Verdict};
use webhook_inbox_nats::NatsStore;

const MINUTE: Duration = Duration::from_mins(1);

fn entry(id: &str) -> Entry {
    Entry::new("shop", "order.paid", Id::text(id), [1; 32], "{}")
}

/// The same id, but another body.
fn other(id: &str, digest: u8) -> Entry {
    let body = format!("body {digest}");
    Entry::new("shop", "order.paid", Id::text(id), [digest; 32], body)
}

fn fetch(limit: usize) -> Fetch {
    Fetch {
        handled: handled(),
        limit,
        suspects: false,
    }
}

fn handled() -> Vec<Handled> {
    vec![Handled {
        group: "shop".into(),
        event: "order.paid".into(),
        deadline: MINUTE,
    }]
}

/// The rows that are due, once there are so many.
async fn due(store: &NatsStore, number: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    for _ in 0..100 {
        rows.extend(store.fetch(fetch(number - rows.len())).await.unwrap().rows);
        if rows.len() == number {
            return rows;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{} of {number} deliveries are due", rows.len());
}

fn retry() -> Verdict {
    Verdict::Retry {
        class: "error",
        error: "it did not work".to_owned(),
        after: None,
    }
}

fn dead() -> Verdict {
    Verdict::Dead {
        class: "permanent",
        error: "it never works".to_owned(),
    }
}

async fn finish(store: &NatsStore, row: &Row, verdict: Verdict) -> webhook_inbox::Finished {
    store.finish(Run::from(row), verdict).await.unwrap()
}
