//! The durable inbox of [`webhook-inbox`](webhook_inbox) in a replicated [NATS JetStream](https://docs.nats.io) stream, for
//! programs that have outgrown one database.
//!
//! Groups, handlers and workers are the same as over SQLite and Postgres. [`open`] connects, and what it returns is an
//! [`Inbox`]. What the stream cannot do is said by [`CAPABILITIES`]. The [guide of `webhook-inbox`](webhook_inbox::guide) explains
//! what follows from it, how to run the servers, and when a database is the better choice.
//!
//! | to | use |
//! |---|---|
//! | receive and run | [`open`], [`NatsOptions`], and [`Inbox`] as before |
//! | know what it cannot do | [`CAPABILITIES`] |
//! | have an effect once | [`Attempt::key`](webhook_core::extract::Attempt::key) as a unique key in a store of yours |
#![cfg_attr(docsrs, feature(doc_cfg))]

mod admin;
mod capabilities;
mod close;
mod connect;
mod consumers;
mod dead;
mod depth;
mod error;
mod fetch;
mod insert;
mod js;
mod keep;
mod options;
mod pause;
mod place;
mod pull;
mod record;
mod replay;
mod runs;
mod store;
mod subject;
mod sweep;
mod telemetry;

use webhook_inbox::Inbox;

pub use capabilities::CAPABILITIES;
pub use error::{OpenError, OpenErrorKind};
pub use options::NatsOptions;
pub use store::NatsStore;

/// Connects to the servers, and creates the stream if it is missing.
///
/// The addresses are separated by commas: `nats://a:4222,nats://b:4222,nats://c:4222`. For credentials, TLS, another name of the
/// stream or another number of replicas, use [`NatsOptions`].
///
/// # Errors
///
/// An [`OpenError`], whose kind says what is wrong with the servers or the stream. Nothing was changed.
///
/// # Examples
///
/// ```no_run
/// # async fn start() -> Result<(), webhook_inbox_nats::OpenError> {
/// let inbox = webhook_inbox_nats::open("nats://a:4222,nats://b:4222,nats://c:4222").await?;
/// // `Dispatcher::builder().group::<Shop>(secret).inbox(inbox.clone())`, and then `inbox.work(&dispatcher, workers)`.
/// # Ok(())
/// # }
/// ```
pub async fn open(servers: &str) -> Result<Inbox, OpenError> {
    NatsOptions::new(servers).open().await
}

/// The examples of the README, as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
