//! Where the database is, and how it is used.

use std::fmt;

use sqlx::postgres::PgConnectOptions;

#[cfg(feature = "conformance")]
use crate::clock::TestClock;
use crate::error::{OpenError, OpenErrorKind};
use crate::failpoint::Failpoints;
use crate::policy::Policy;

/// Where the database is, and how it is used.
#[derive(Clone)]
pub struct PostgresOptions {
    pub(super) connect: PgConnectOptions,
    pub(super) schema: Option<String>,
    pub(crate) policy: Policy,
    pub(super) transactions: usize,
    pub(super) danger_not_durable: bool,
    #[cfg(feature = "conformance")]
    pub(super) clock: TestClock,
    pub(super) failpoints: Failpoints,
}

impl PostgresOptions {
    /// A database, as `postgres://USER:PASSWORD@HOST/DATABASE`. What is left out is taken from the variables of `libpq`, such as
    /// `PGPASSWORD`.
    ///
    /// A connection through TLS needs one of the `tls-` features of `sqlx`, which the program enables. A pooler in front of the
    /// database has to keep a session for each connection.
    ///
    /// # Errors
    ///
    /// [`OpenErrorKind::Address`]: this is not such a URL.
    pub fn new(url: &str) -> Result<Self, OpenError> {
        let connect: Result<PgConnectOptions, _> = url.parse();
        match connect {
            Ok(connect) => Ok(connect.into()),
            // The URL may hold a password.
            Err(_) => Err(OpenError::address()),
        }
    }

    /// The schema of the tables, which is created if it is missing. Without this, the tables are in the first schema of the
    /// search path, `public` as a rule.
    #[must_use]
    pub fn schema(mut self, schema: impl Into<String>) -> Self {
        self.schema = Some(schema.into());
        self
    }

    /// Other times than the default ones.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy.checked();
        self
    }

    /// How many handlers can have a transaction at once, each on a connection of its own: 16. Others wait. For everything else
    /// the store has up to ten connections.
    #[must_use]
    pub fn transactions(mut self, transactions: usize) -> Self {
        self.transactions = transactions.max(1);
        self
    }

    /// Accepts a server or a table that loses acknowledged deliveries in a crash of the server, as in tests: `fsync = off`, or
    /// an unlogged table.
    #[must_use]
    pub fn danger_not_durable(mut self) -> Self {
        self.danger_not_durable = true;
        self
    }

    /// A clock that a test moves. It is added to the clock of the server.
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

    /// Host and database, and nothing else of the URL.
    pub(super) fn place(&self) -> String {
        let database = self.connect.get_database();
        let database = database.unwrap_or_else(|| self.connect.get_username());
        let (host, port) = (self.connect.get_host(), self.connect.get_port());
        let socket = self.connect.get_socket();
        let host = socket.map_or_else(|| host.to_owned(), |socket| socket.display().to_string());
        format!("postgres://{host}:{port}/{database}")
    }

    pub(super) fn refused(&self, kind: OpenErrorKind) -> OpenError {
        OpenError::of_server(kind, self.place())
    }
}

impl From<PgConnectOptions> for PostgresOptions {
    fn from(connect: PgConnectOptions) -> Self {
        Self {
            connect,
            schema: None,
            policy: Policy::default(),
            transactions: 16,
            danger_not_durable: false,
            #[cfg(feature = "conformance")]
            clock: TestClock::new(),
            failpoints: Failpoints::default(),
        }
    }
}

impl fmt::Debug for PostgresOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresOptions")
            .field("place", &self.place())
            .field("schema", &self.schema)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}
