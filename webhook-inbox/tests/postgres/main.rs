//! The store in a Postgres database. `.ci/run postgres` runs these tests with a server of their own; without one they are left out.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod away;
mod batches;
mod damage;
mod edited;
mod effects;
mod kill;
mod open;
#[cfg(feature = "sqlite")]
mod other_store;
mod own;
mod scale;
mod server;
mod suite;
mod worker;

use std::time::Duration;

use webhook_inbox::{Entry, Fetch, Handled, Id};

const MINUTE: Duration = Duration::from_mins(1);

fn entry(id: &str) -> Entry {
    Entry::new("shop", "order.paid", Id::text(id), [1; 32], "{}")
}

fn fetch(limit: usize, deadline: Duration) -> Fetch {
    let handled = vec![Handled {
        group: "shop".into(),
        event: "order.paid".into(),
        deadline,
    }];
    Fetch {
        handled,
        limit,
        suspects: false,
    }
}
