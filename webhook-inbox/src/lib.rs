//! A durable inbox: a delivery is committed before it is acknowledged, and its handler runs afterwards.
//!
//! This version contains the store: a table in an SQLite file that is memory, record and queue at once.
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("webhooks.db");
//! use webhook_inbox::{Entry, Id, SqliteOptions, SqliteStore, Store as _, Stored};
//!
//! let store = SqliteStore::open(SqliteOptions::new(path)).await?;
//! let order = Entry::new("shop", "order.paid", Id::text("evt_1"), [7; 32], r#"{"id":1}"#);
//! assert_eq!(store.insert(vec![order.clone()]).await?, [Stored::New]);
//! assert_eq!(store.insert(vec![order]).await?, [Stored::Duplicate]);
//! store.close().await;
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(not(feature = "sqlite"))]
compile_error!("webhook-inbox needs a store: enable the feature `sqlite`");

mod admin;
mod batch;
mod clock;
#[cfg(feature = "conformance")]
pub mod conformance;
mod ending;
mod entry;
mod error;
mod failpoint;
mod health;
mod inbox;
mod intake;
mod policy;
mod purge_clock;
mod read;
mod repetition;
mod row;
mod sqlite;
mod store;
mod telemetry;
mod tx;
mod worker;
mod written;

pub use admin::ReplayedAll;
#[cfg(feature = "conformance")]
pub use clock::TestClock;
pub use entry::{Admit, Entry, Id, IdKind, OnConflict, Stored};
pub use error::{OpenError, OpenErrorKind, Unavailable, UnavailableKind};
#[cfg(feature = "conformance")]
pub use failpoint::Failpoints;
pub use inbox::Inbox;
pub use policy::Policy;
pub use row::{Row, State};
pub use sqlite::{SqliteOptions, SqliteStore};
pub use store::{
    Depth, Fetch, Fetched, Filter, Finished, Handled, Purged, Recognised, Replayed, Run, Store,
    Stranded, Verdict,
};
pub use tx::{
    Effects, HandOver, NoTx, Returned, Tx, TxConnection, TxEnd, TxError, TxErrorKind, TxGuard,
    TxSource,
};
pub use worker::Workers;
