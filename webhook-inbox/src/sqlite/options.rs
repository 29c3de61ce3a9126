//! Where the file is, and how it is used.

use std::path::PathBuf;

use sqlx::sqlite::{SqliteConnectOptions, SqliteSynchronous};

use crate::clock::Clock;
#[cfg(feature = "conformance")]
use crate::clock::TestClock;
use crate::failpoint::Failpoints;
use crate::policy::{LOCKED_WITHIN, Policy};
use crate::sqlite::state::Settings;

/// Of a new file, in bytes.
const PAGE: u64 = 4096;

/// Where the file is, and how it is used.
#[derive(Clone, Debug)]
pub struct SqliteOptions {
    path: PathBuf,
    pub(crate) policy: Policy,
    pages: Option<u64>,
    #[cfg(feature = "conformance")]
    clock: TestClock,
    failpoints: Failpoints,
}

impl SqliteOptions {
    /// A file, which is created if it is missing. Two more files lie beside it while it is open.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            policy: Policy::default(),
            pages: None,
            #[cfg(feature = "conformance")]
            clock: TestClock::new(),
            failpoints: Failpoints::default(),
        }
    }

    /// Other times than the default ones.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy.checked();
        self
    }

    /// How large the file may become, in bytes. Deliveries are refused once four fifths are used, as if the disk were full; the
    /// rest is for those that wait, which grow until they are done.
    #[must_use]
    pub fn max_size(mut self, bytes: u64) -> Self {
        self.pages = Some(bytes / PAGE);
        self
    }

    /// A clock that a test moves.
    #[cfg(feature = "conformance")]
    #[must_use]
    pub fn clock(mut self, clock: TestClock) -> Self {
        self.clock = clock;
        self
    }

    /// Places where a test ends the store.
    #[cfg(feature = "conformance")]
    #[must_use]
    pub fn failpoints(mut self, failpoints: Failpoints) -> Self {
        self.failpoints = failpoints;
        self
    }

    pub(super) fn into_settings(self) -> Settings {
        let connect = SqliteConnectOptions::new()
            .filename(&self.path)
            .create_if_missing(false)
            .synchronous(SqliteSynchronous::Full)
            // On macOS a write is on the disk only after this; elsewhere it does nothing.
            .pragma("fullfsync", "1")
            .page_size(4096)
            // Overwrites what rows leave in a page when they move, so that `erase` need not look for it.
            .pragma("secure_delete", "FAST")
            .busy_timeout(LOCKED_WITHIN);
        #[cfg(feature = "conformance")]
        let clock = Clock::new(self.clock);
        #[cfg(not(feature = "conformance"))]
        let clock = Clock::new();
        Settings {
            path: self.path,
            connect,
            pages: self.pages,
            clock,
            policy: self.policy,
            failpoints: self.failpoints,
        }
    }
}
