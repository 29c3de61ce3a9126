//! Why a store cannot be opened or does not answer.

use std::fmt;
use std::path::PathBuf;

/// The store cannot be opened. Nothing in it was changed.
#[derive(Debug)]
pub struct OpenError {
    kind: OpenErrorKind,
    path: PathBuf,
}

/// Why a store cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OpenErrorKind {
    /// The file or its folder is missing or cannot be read.
    Missing,
    /// The file cannot be written.
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
    /// The address is neither `sqlite:FILE` nor `postgres://..`, or the feature of that store is not enabled.
    Address,
    /// Anything else.
    Other,
}

impl OpenError {
    pub(crate) fn address() -> Self {
        Self::new(OpenErrorKind::Address, "")
    }

    pub(crate) fn new(kind: OpenErrorKind, path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        Self { kind, path }
    }

    /// The kind of the error.
    #[must_use]
    pub const fn kind(&self) -> OpenErrorKind {
        self.kind
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, help) = match self.kind {
            OpenErrorKind::Missing => ("cannot be opened", "check the folder and its permissions"),
            OpenErrorKind::ReadOnly => (
                "cannot be written",
                "the inbox writes to this file and beside it",
            ),
            OpenErrorKind::NotADatabase => (
                "is not an SQLite database",
                "give another path; the file was left as it is",
            ),
            OpenErrorKind::Corrupt => (
                "is damaged",
                "restore a backup, or save what `sqlite3 FILE .recover` can read; the file was left as it is",
            ),
            OpenErrorKind::Foreign => (
                "has a table with a name of the inbox (`webhook_inbox..`) and other columns",
                "give the inbox a file of its own",
            ),
            OpenErrorKind::Newer => (
                "was written by a newer version of webhook-inbox",
                "run that version, or a later one",
            ),
            OpenErrorKind::Locked => (
                "is locked by another process",
                "end what holds a transaction on it",
            ),
            OpenErrorKind::Full => ("has no room", "free some space on its disk"),
            OpenErrorKind::NoWal => ("cannot have a write-ahead log", "put it on a local disk"),
            OpenErrorKind::Address => (
                "has an address that is not known",
                "write `sqlite:FILE` or `postgres://USER:PASSWORD@HOST/DATABASE`, and enable the feature of that store",
            ),
            OpenErrorKind::Other => ("does not work", "try it with `sqlite3 FILE .schema`"),
        };
        write!(f, "the inbox `{}` {what}: {help}", self.path.display())
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
    /// Sixteen deliveries with this id and other bodies are stored already.
    Conflicts,
    /// The group's limit of waiting deliveries is reached.
    Mark,
    /// The transaction of a run ended before the run did. Its writes may be committed.
    Ended,
    /// Another run owns the delivery.
    Fenced,
    /// The store was closed.
    Closed,
    /// Anything else.
    Other,
}

impl Unavailable {
    pub(crate) const fn new(kind: UnavailableKind) -> Self {
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
            UnavailableKind::Conflicts => {
                "sixteen deliveries with this id and other bodies are stored already"
            }
            UnavailableKind::Mark => "the group's limit of waiting deliveries is reached",
            UnavailableKind::Ended => "the transaction of the run was ended before the run",
            UnavailableKind::Fenced => "another run owns the delivery",
            UnavailableKind::Closed => "the inbox is closed",
            UnavailableKind::Other => "the inbox does not work",
        })
    }
}

impl std::error::Error for Unavailable {}
