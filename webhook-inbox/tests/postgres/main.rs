//! The store in a Postgres database. `.ci/run postgres` runs these tests with a server of their own; without one they are left out.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod effects;
mod server;
mod suite;

use std::time::Duration;

use webhook_inbox::{Entry, Fetch, Handled, Id};

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
