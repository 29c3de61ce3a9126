//! Why the servers or the stream cannot be used.

use std::fmt;

/// The inbox cannot be opened. Nothing was changed.
///
/// `Debug` prints the same text as `Display`, because a `main` that returns the error prints its `Debug`. Neither prints an
/// address, because it may hold a password.
pub struct OpenError {
    kind: OpenErrorKind,
    stream: String,
}

/// Why the inbox cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OpenErrorKind {
    /// The addresses are none of NATS servers.
    Address,
    /// The name of the stream has white space, a period, or a wildcard.
    Name,
    /// None of the servers answers.
    Unreachable,
    /// The servers refused the credentials.
    Login,
    /// TLS is missing on one side, or a certificate is not trusted.
    Tls,
    /// A server is older than NATS 2.12.
    OldServer,
    /// JetStream is not enabled on the servers, or not for this account.
    NoJetStream,
    /// There are fewer servers than replicas, or they have no room for the stream.
    Replicas,
    /// The stream has fewer than three replicas, or is kept in memory.
    NotDurable,
    /// There is a stream with this name or these subjects that the inbox did not create.
    Foreign,
    /// Anything else.
    Other,
}

impl OpenError {
    pub(crate) fn new(kind: OpenErrorKind, stream: &str) -> Self {
        let stream = stream.to_owned();
        Self { kind, stream }
    }

    /// The kind of the error.
    #[must_use]
    pub const fn kind(&self) -> OpenErrorKind {
        self.kind
    }
}

impl OpenErrorKind {
    /// What is wrong, and what to do.
    const fn text(self) -> (&'static str, &'static str) {
        match self {
            Self::Address => (
                "has addresses that cannot be read",
                "write `nats://HOST:4222`, several separated by commas",
            ),
            Self::Name => (
                "has a name that a stream cannot have",
                "use letters, digits, `-` and `_`",
            ),
            Self::Unreachable => (
                "has no server that answers",
                "start the servers, or check hosts, ports and network",
            ),
            Self::Login => (
                "is refused by the servers",
                "check the credentials, and the permissions of the account",
            ),
            Self::Tls => (
                "cannot be reached through TLS as asked",
                "check `tls://`, and the certificates of servers and program",
            ),
            Self::OldServer => ("is on a server that is too old", "use NATS 2.12 or later"),
            Self::NoJetStream => (
                "is on a server without JetStream",
                "set `jetstream` in the configuration of the servers, and enable it for the account",
            ),
            Self::Replicas => (
                "has no room for its replicas",
                "run three or five servers as one cluster, with disk for the stream",
            ),
            Self::NotDurable => (
                "would lose acknowledged deliveries with one server",
                "use three or five replicas in files, or accept the loss with `danger_not_durable`",
            ),
            Self::Foreign => (
                "meets a stream that is configured otherwise",
                "give the inbox a name of its own with `NatsOptions::stream`, or set the stream as the guide says",
            ),
            Self::Other => (
                "cannot be opened",
                "try it with `nats stream info`, and look into the logs of the servers",
            ),
        }
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, help) = self.kind.text();
        write!(
            f,
            "the inbox in the stream `{}` {what}: {help}",
            self.stream
        )
    }
}

impl fmt::Debug for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for OpenError {}
