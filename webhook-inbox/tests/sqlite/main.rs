//! The store in an SQLite file.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod batches;
mod damage;
mod effects;
mod kill;
mod open;
mod suite;

use std::path::PathBuf;

use sqlx::{Connection as _, SqliteConnection};
use tempfile::TempDir;
use webhook_inbox::{Entry, Id};

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
