//! Why a store cannot be opened or does not answer.

use std::fmt;
#[cfg(feature = "sqlite")]
use std::path::PathBuf;

/// The store cannot be opened. Nothing in it was changed.
///
/// `Debug` prints the same text as `Display`, because a `main` that returns the error prints its `Debug`.
pub struct OpenError {
    kind: OpenErrorKind,
    place: Place,
}

/// Where the store is. An address is not kept: it may hold a password.
enum Place {
    Unknown,
    #[cfg(feature = "sqlite")]
    File(PathBuf),
    /// Host and database.
    #[cfg(feature = "postgres")]
    Server(String),
}

/// Why a store cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OpenErrorKind {
    /// The file or its folder, the database or its schema is missing or cannot be read.
    Missing,
    /// The file or the database cannot be written.
    ReadOnly,
    /// The file is not an SQLite database.
    NotADatabase,
    /// The database is damaged.
    Corrupt,
    /// The database has a table with a name of the inbox and other columns, or lacks one of its tables.
    Foreign,
    /// A newer version of the inbox wrote the schema, and this one would misread it.
    Newer,
    /// Another process held the database for the whole wait.
    Locked,
    /// The disk is full.
    Full,
    /// The file system has no write-ahead log (memory, some network file systems).
    NoWal,
    /// The database server does not answer.
    Unreachable,
    /// The server refused user or password.
    Login,
    /// The user has no right to create the tables, or to use them.
    Forbidden,
    /// The server takes no more connections.
    Connections,
    /// The server wants TLS and the program has none, or the other way round, or its certificate is not trusted.
    Tls,
    /// The server or the table loses what was committed when the server crashes: `fsync = off`, or an unlogged table.
    NotDurable,
    /// The encoding of the database is not UTF-8.
    Encoding,
    /// The server is older than Postgres 13.
    OldServer,
    /// The address is neither `sqlite:FILE` nor `postgres://..`, or the feature of that store is not enabled.
    Address,
    /// Anything else.
    Other,
}

impl OpenError {
    pub(crate) const fn address() -> Self {
        Self {
            kind: OpenErrorKind::Address,
            place: Place::Unknown,
        }
    }

    #[cfg(feature = "sqlite")]
    pub(crate) fn new(kind: OpenErrorKind, path: impl Into<PathBuf>) -> Self {
        let place = Place::File(path.into());
        Self { kind, place }
    }

    #[cfg(feature = "postgres")]
    pub(crate) const fn of_server(kind: OpenErrorKind, place: String) -> Self {
        let place = Place::Server(place);
        Self { kind, place }
    }

    /// The kind of the error.
    #[must_use]
    pub const fn kind(&self) -> OpenErrorKind {
        self.kind
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::Unknown => f.write_str("the inbox ")?,
            #[cfg(feature = "sqlite")]
            Place::File(path) => write!(f, "the inbox `{}` ", path.display())?,
            #[cfg(feature = "postgres")]
            Place::Server(place) => write!(f, "the inbox `{place}` ")?,
        }
        let of_server = match &self.place {
            #[cfg(feature = "postgres")]
            Place::Server(_) => true,
            _ => false,
        };
        let (what, help) = self.kind.text(of_server);
        write!(f, "{what}: {help}")
    }
}

impl OpenErrorKind {
    /// What is wrong, and what to do.
    const fn text(self, of_server: bool) -> (&'static str, &'static str) {
        match (self, of_server) {
            (Self::Missing, false) => ("cannot be opened", "check the folder and its permissions"),
            (Self::Missing, true) => (
                "is missing",
                "create the database, and name a schema or have one in the search path",
            ),
            (Self::ReadOnly, false) => (
                "cannot be written",
                "the inbox writes to this file and beside it",
            ),
            (Self::ReadOnly, true) => (
                "cannot be written",
                "give the address of the primary server, and allow transactions that write",
            ),
            (Self::NotADatabase, _) => (
                "is not an SQLite database",
                "give another path; the file was left as it is",
            ),
            (Self::Corrupt, false) => (
                "is damaged",
                "restore a backup, or save what `sqlite3 FILE .recover` can read; the file was left as it is",
            ),
            (Self::Corrupt, true) => ("is damaged", "look into the log of the server"),
            (Self::Foreign, false) => (
                "has a table with a name of the inbox (`webhook_inbox..`) and other columns",
                "give the inbox a file of its own",
            ),
            (Self::Foreign, true) => (
                "has a table with a name of the inbox (`webhook_inbox..`) and other columns",
                "give the inbox a schema of its own with `PostgresOptions::schema`",
            ),
            (Self::Newer, _) => (
                "was written by a newer version of webhook-inbox",
                "run that version, or a later one",
            ),
            (Self::Locked, _) => (
                "is locked by another process",
                "end what holds a transaction on it",
            ),
            (Self::Full, _) => ("has no room", "free some space on its disk"),
            (Self::NoWal, _) => ("cannot have a write-ahead log", "put it on a local disk"),
            (Self::Unreachable, _) => (
                "does not answer",
                "start the server, or check host, port and network",
            ),
            (Self::Login, _) => (
                "refuses the login",
                "check user, password and the server's `pg_hba.conf`",
            ),
            (Self::Forbidden, _) => (
                "does not let this user create or use the tables",
                "grant CREATE on the schema, or name a schema of the user's own with `PostgresOptions::schema`",
            ),
            (Self::Connections, _) => (
                "has no free connection",
                "raise `max_connections` of the server, or end some of its sessions",
            ),
            (Self::Tls, _) => (
                "cannot be reached through TLS as asked",
                "enable a `tls-` feature of sqlx, and check `sslmode` and the server's certificate",
            ),
            (Self::NotDurable, _) => (
                "would lose acknowledged deliveries in a crash",
                "set `fsync = on` and make its tables LOGGED, or accept the loss with `danger_not_durable`",
            ),
            (Self::Encoding, _) => (
                "is not in UTF-8",
                "create the database with `ENCODING 'UTF8'`",
            ),
            (Self::OldServer, _) => ("is in a server that is too old", "use Postgres 13 or later"),
            (Self::Address, _) => (
                "has an address that is not known",
                "write `sqlite:FILE`, without options, or `postgres://USER:PASSWORD@HOST/DATABASE`, and enable the feature of that store",
            ),
            (Self::Other, false) => ("does not work", "try it with `sqlite3 FILE .schema`"),
            (Self::Other, true) => (
                "does not work",
                "try it with `psql`, and look into the log of the server",
            ),
        }
    }
}

impl fmt::Debug for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for OpenError {}

/// The store did not do what it was asked. The sender gets 503 and tries again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unavailable {
    kind: UnavailableKind,
}

/// Why a store did not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnavailableKind {
    /// It took longer than two seconds. The delivery may be in the store nevertheless.
    Late,
    /// Another process held the database.
    Locked,
    /// The disk is full.
    Full,
    /// The file cannot be written.
    ReadOnly,
    /// The database is damaged.
    Corrupt,
    /// The file, or its log beside it, was moved, removed or replaced while it was open. What was acknowledged before is in the
    /// file that was opened. The inbox works again once that file is back; put another one in its place while no program has it
    /// open, without the `-wal` and `-shm` files of the old one.
    Moved,
    /// Sixteen deliveries with this id and other bodies are stored already.
    Conflicts,
    /// The group's limit of waiting deliveries is reached.
    Mark,
    /// The transaction of a run ended before the run did. Its writes may be committed.
    Ended,
    /// The database refused what a run wrote, at its end: a constraint, or a statement that failed before. It was rolled back.
    Refused,
    /// Another run owns the delivery.
    Fenced,
    /// The database server does not answer, or takes no more connections. A delivery may be in the store nevertheless.
    Unreachable,
    /// The delivery is larger than the store takes.
    TooLarge,
    /// The store cannot do this; its [`Capabilities`](crate::Capabilities) say so.
    Unsupported,
    /// The store was closed.
    Closed,
    /// Anything else.
    Other,
}

impl Unavailable {
    /// An error of this kind, from a store of your own.
    #[must_use]
    pub const fn new(kind: UnavailableKind) -> Self {
        Self { kind }
    }

    /// The kind of the error.
    #[must_use]
    pub const fn kind(&self) -> UnavailableKind {
        self.kind
    }
}

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            UnavailableKind::Late => "the inbox took longer than two seconds",
            UnavailableKind::Locked => "another process holds the inbox",
            UnavailableKind::Full => "the disk of the inbox is full",
            UnavailableKind::ReadOnly => "the inbox cannot be written",
            UnavailableKind::Corrupt => "the inbox is damaged",
            UnavailableKind::Moved => "the file of the inbox was moved, removed or replaced",
            UnavailableKind::Conflicts => {
                "sixteen deliveries with this id and other bodies are stored already"
            }
            UnavailableKind::Mark => "the group's limit of waiting deliveries is reached",
            UnavailableKind::Ended => "the transaction of the run was ended before the run",
            UnavailableKind::Refused => "the database refused what the run wrote",
            UnavailableKind::Unreachable => "the server of the inbox does not answer",
            UnavailableKind::TooLarge => "the delivery is larger than the inbox takes",
            UnavailableKind::Unsupported => "the store of the inbox cannot do this",
            UnavailableKind::Fenced => "another run owns the delivery",
            UnavailableKind::Closed => "the inbox is closed",
            UnavailableKind::Other => "the inbox does not work",
        })
    }
}

impl std::error::Error for Unavailable {}
