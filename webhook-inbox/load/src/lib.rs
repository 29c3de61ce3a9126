//! A server with a durable inbox, what kills it under load, and what measures it.
//!
//! Each function is a command of the program `load`. It starts servers, sends them signed deliveries, and looks into their
//! database from the outside. Unix only.

mod ack;
mod backlog;
mod database;
mod delivery;
mod engine;
mod fleet;
mod held;
mod herd;
mod latency;
mod lease;
mod report;
mod rounds;
mod server;
mod traffic;

use std::path::PathBuf;

pub use ack::ack;
pub use backlog::backlog;
pub use database::{Database, folder};
pub use delivery::{Delivery, SECRET, body};
pub use engine::engine;
pub use fleet::Address;
pub use held::held;
pub use herd::herd;
pub use latency::latency;
pub use lease::{Lease, lease};
pub use report::{Figure, Report, Target, median};
pub use rounds::{Blow, Rounds, rounds};
pub use server::{Server, bytes_read, processor_time};
pub use traffic::{Client, Mix, Sent, Traffic};

/// How many connections a measurement uses.
pub const CONNECTIONS: usize = 64;

/// What a command returns if it could not measure.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// What is under load.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The program `server`.
    pub server: PathBuf,
    /// Where the inbox is.
    pub database: Database,
    /// How many processes share it.
    pub processes: usize,
}

impl Setup {
    /// One process.
    #[must_use]
    pub fn new(server: impl Into<PathBuf>, database: Database) -> Self {
        Self {
            server: server.into(),
            database,
            processes: 1,
        }
    }

    /// So many processes share the inbox, and at least one.
    #[must_use]
    pub fn processes(mut self, number: usize) -> Self {
        self.processes = number.max(1);
        self
    }
}
