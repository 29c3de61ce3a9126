//! Which servers, which stream, and how it is kept.

use std::fmt;
use std::time::Duration;

use async_nats::ConnectOptions;
#[cfg(feature = "conformance")]
use webhook_inbox::{Failpoints, TestClock};
use webhook_inbox::{Inbox, Policy};

use crate::error::OpenError;
use crate::store::NatsStore;

/// How long a server may be without a leader before deliveries that run are given to another process as well.
const LEASE: Duration = Duration::from_secs(30);

/// Which servers to use, and how.
///
/// # Examples
///
/// ```no_run
/// # async fn start() -> Result<(), Box<dyn std::error::Error>> {
/// use webhook_inbox_nats::NatsOptions;
///
/// let connect = async_nats::ConnectOptions::new().user_and_password("shop".into(), std::env::var("NATS_PASSWORD")?);
/// let options = NatsOptions::new("tls://a:4222,tls://b:4222,tls://c:4222").connect_options(connect).stream("shop-webhooks");
/// let inbox = options.open().await?;
/// # Ok(())
/// # }
/// ```
pub struct NatsOptions {
    pub(crate) servers: String,
    pub(crate) connect: ConnectOptions,
    pub(crate) stream: String,
    pub(crate) replicas: usize,
    pub(crate) max_bytes: Option<u64>,
    pub(crate) is_durable: bool,
    pub(crate) policy: Policy,
    #[cfg(feature = "conformance")]
    pub(crate) clock: TestClock,
    #[cfg(feature = "conformance")]
    pub(crate) failpoints: Failpoints,
}

impl NatsOptions {
    /// The addresses of the servers, separated by commas, and the stream `webhooks` with three replicas.
    ///
    /// The policy is the default one with a lease of 30 seconds: an election among the servers takes up to ten.
    #[must_use]
    pub fn new(servers: impl Into<String>) -> Self {
        let mut policy = Policy::default();
        policy.lease = LEASE;
        Self {
            servers: servers.into(),
            connect: ConnectOptions::new().name("webhook-inbox"),
            stream: "webhooks".to_owned(),
            replicas: 3,
            max_bytes: None,
            is_durable: true,
            policy,
            #[cfg(feature = "conformance")]
            clock: TestClock::new(),
            #[cfg(feature = "conformance")]
            failpoints: Failpoints::new(),
        }
    }

    /// Credentials, TLS, and what else a connection has.
    #[must_use]
    pub fn connect_options(mut self, options: ConnectOptions) -> Self {
        self.connect = options;
        self
    }

    /// The name of the stream, and the first part of its subjects. Each program has one of its own.
    #[must_use]
    pub fn stream(mut self, name: impl Into<String>) -> Self {
        self.stream = name.into();
        self
    }

    /// How many servers keep each delivery: three or five.
    #[must_use]
    pub const fn replicas(mut self, number: usize) -> Self {
        self.replicas = number;
        self
    }

    /// How many bytes the stream may have on each server. Deliveries beyond are answered 503. Otherwise the limits of the servers
    /// and of the account hold.
    #[must_use]
    pub const fn max_bytes(mut self, bytes: u64) -> Self {
        self.max_bytes = Some(bytes);
        self
    }

    /// Uses a stream with fewer than three replicas, for development.
    ///
    /// # Security
    ///
    /// One server acknowledges before its disk has the delivery. What it acknowledged last is lost when its machine loses power.
    #[must_use]
    pub const fn danger_not_durable(mut self) -> Self {
        self.is_durable = false;
        self
    }

    /// How often, how long and how soon. Two spans mean something else here than over a database:
    ///
    /// - [`Policy::attempts`] counts runs that were given back and crashes as well, because a stream has one count. A delivery that
    ///   only crashes ends after [`Policy::crashes`] of them.
    /// - [`Policy::keep_done`] counts from the receipt, and [`Policy::keep_bodies`] is not used.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Moves the time of the store in tests: see [`TestClock::wait_at`].
    #[cfg(feature = "conformance")]
    #[must_use]
    pub fn clock(mut self, clock: TestClock) -> Self {
        self.clock = clock;
        self
    }

    /// Crashes the store where a test wants it.
    #[cfg(feature = "conformance")]
    #[must_use]
    pub fn failpoints(mut self, failpoints: Failpoints) -> Self {
        self.failpoints = failpoints;
        self
    }

    /// Connects, and creates the stream if it is missing.
    ///
    /// # Errors
    ///
    /// An [`OpenError`], whose kind says what is wrong with the servers or the stream. Nothing was changed.
    pub async fn open(self) -> Result<Inbox, OpenError> {
        let policy = self.policy.clone();
        let store = NatsStore::open(self).await?;
        Ok(Inbox::with_store(store, policy))
    }
}

/// Without the addresses and what is in the options of the connection.
impl fmt::Debug for NatsOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NatsOptions")
            .field("stream", &self.stream)
            .field("replicas", &self.replicas)
            .finish_non_exhaustive()
    }
}
