//! A durable inbox for [`webhook-core`](webhook_core): a delivery is committed before it is acknowledged, its handler runs
//! afterwards, and what it writes is committed together with "done".
//!
//! An [`Inbox`] is opened in an SQLite file or a Postgres database, given to
//! [`DispatcherBuilder::inbox`](webhook_core::DispatcherBuilder::inbox), and then [works](Inbox::work). A handler takes its
//! transaction as [`Tx`]. The module [`guide`] explains how to choose a store, to write handlers and to operate it.
//!
//! | to | use |
//! |---|---|
//! | receive and run | [`Inbox`], [`Workers`], [`SqliteOptions`], [`Policy`] |
//! | write in a handler | [`Tx`] |
//! | look and run again | [`Inbox::list`], [`Inbox::replay`], [`Filter`], [`Row`] |
//! | write a store of your own | [`Store`], [`TxSource`], and the feature `conformance` for its tests |
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(any(feature = "sqlite", feature = "postgres")),
    expect(
        dead_code,
        unused_imports,
        unused_variables,
        reason = "a program with a store of its own needs none of what the two stores share"
    )
)]

mod admin;
mod batch;
mod clock;
#[cfg(feature = "conformance")]
pub mod conformance;
mod ending;
mod entry;
mod error;
mod failpoint;
#[doc = include_str!("../docs/durable.md")]
pub mod guide {}
mod health;
mod inbox;
mod intake;
mod listing;
mod patience;
mod policy;
#[cfg(feature = "postgres")]
mod postgres;
mod purge_clock;
mod read;
mod repetition;
mod row;
#[cfg(feature = "sqlite")]
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
pub use failpoint::{Crash, Failpoints};
pub use inbox::Inbox;
pub use policy::Policy;
#[cfg(feature = "postgres")]
pub use postgres::{PostgresOptions, PostgresStore};
pub use row::{Row, State};
#[cfg(feature = "sqlite")]
pub use sqlite::{SqliteOptions, SqliteStore};
pub use store::{
    Capabilities, Depth, Fetch, Fetched, Filter, Finished, Handled, Purged, Recognised, Replayed,
    Run, Store, Stranded, Verdict,
};
pub use tx::{
    Effects, HandOver, NoTx, Returned, Tx, TxConnection, TxEnd, TxError, TxErrorKind, TxGuard,
    TxSource, Unwatched,
};
pub use worker::Workers;

/// The examples of the README, as tests.
#[cfg(all(doctest, feature = "sqlite"))]
#[doc = include_str!("../README.md")]
struct Readme;

/// Those of the whole repository. Here, because they use both crates.
#[cfg(all(doctest, feature = "sqlite"))]
#[doc = include_str!("../../README.md")]
struct RepositoryReadme;
