//! Three NATS servers and receivers with an inbox on them, what kills them under load, and what measures them.
//!
//! Each function but `publish_bare` is a command of the program `nats-load`. Unix only.

mod ack;
mod backlog;
mod cluster;
mod herd;
mod kill;
mod receivers;
mod runs;

use std::path::PathBuf;

use webhook_inbox_load::Error;

pub use ack::{ack, publish_bare};
pub use backlog::backlog;
pub use cluster::Cluster;
pub use herd::herd;
pub use kill::{Kills, kill};
pub use runs::{Log, Runs};

/// What is under load.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The program of the NATS server.
    pub nats: PathBuf,
    /// The program `nats-receiver`.
    pub receiver: PathBuf,
    /// Where the servers keep their files.
    pub folder: PathBuf,
}

impl Setup {
    /// A fresh folder under the one for temporary files, or under this one.
    ///
    /// # Errors
    ///
    /// It cannot be made.
    pub fn temporary(&self) -> Result<tempfile::TempDir, Error> {
        std::fs::create_dir_all(&self.folder)?;
        Ok(tempfile::tempdir_in(&self.folder)?)
    }
}
