//! The store in an SQLite file.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod batches;
mod damage;
mod denied;
mod edited;
mod effects;
mod faults;
mod kill;
mod moved;
mod open;
mod shared;
mod suite;
mod turns;

use std::path::PathBuf;
use std::time::Duration;

use sqlx::{Connection as _, SqliteConnection};
use tempfile::TempDir;
use webhook_inbox::{Entry, Fetch, Handled, Id, Row, SqliteStore, Store as _, Unavailable};

/// A folder of its own for a test.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("webhooks.db")
    }

    /// What a person has who opens the file with another program.
    async fn other(&self) -> SqliteConnection {
        let url = format!("sqlite:{}?mode=rwc", self.file().display());
        SqliteConnection::connect(&url).await.unwrap()
    }

    async fn run(&self, sql: &'static str) {
        let mut other = self.other().await;
        sqlx::raw_sql(sql).execute(&mut other).await.unwrap();
        other.close().await.unwrap();
    }

    async fn number(&self, sql: &'static str) -> i64 {
        let mut other = self.other().await;
        sqlx::query_scalar(sql).fetch_one(&mut other).await.unwrap()
    }
}

fn entry(id: &str) -> Entry {
    Entry::new("shop", "order.paid", Id::text(id), [1; 32], "{}")
}

async fn fetch(store: &SqliteStore, limit: usize) -> Result<Vec<Row>, Unavailable> {
    let handled = Handled {
        group: "shop".into(),
        event: "order.paid".into(),
        deadline: Duration::from_mins(1),
    };
    let fetch = Fetch {
        handled: vec![handled],
        limit,
        suspects: false,
    };
    store.fetch(fetch).await.map(|fetched| fetched.rows)
}
