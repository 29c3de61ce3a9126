//! What an error of the server means. Its text is dropped: only its code is sure to hold no value.

use crate::error::{OpenErrorKind, Unavailable, UnavailableKind};
use crate::failpoint::Crash;
use crate::read::Unreadable;

/// Why a transaction did not come to its end.
#[derive(Debug)]
pub(super) enum Fault {
    /// The server failed, or the way to it.
    Database(sqlx::Error),
    /// It holds what it cannot hold: a person edited it.
    Unreadable,
    /// One of a request's items was refused, so that none may stay.
    Refused(UnavailableKind),
    /// Another process was faster. The next time its row is seen.
    Again,
    /// The store is closed.
    Closed,
    /// The suite ended the process.
    Crash,
}

impl Fault {
    /// Whether each request of a batch would fail in the same way.
    pub(super) fn is_of_all(&self) -> bool {
        let kind = Unavailable::from(self).kind();
        let of_all = [
            UnavailableKind::Closed,
            UnavailableKind::Full,
            UnavailableKind::ReadOnly,
            UnavailableKind::Unreachable,
        ];
        of_all.contains(&kind)
    }

    /// Whether the same may succeed at once.
    pub(super) fn is_passing(&self) -> bool {
        match self {
            Self::Again => true,
            // A serialisation failure, a deadlock, a key that another process inserted meanwhile.
            Self::Database(error) => {
                matches!(code(error).as_deref(), Some("40001" | "40P01" | "23505"))
            }
            _ => false,
        }
    }

    /// Whether the connection is lost, so that it cannot even roll back.
    pub(super) fn is_lost(&self) -> bool {
        Unavailable::from(self).kind() == UnavailableKind::Unreachable
    }
}

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl From<Unreadable> for Fault {
    fn from(Unreadable: Unreadable) -> Self {
        Self::Unreadable
    }
}

impl From<Crash> for Fault {
    fn from(Crash: Crash) -> Self {
        Self::Crash
    }
}

impl From<&Fault> for Unavailable {
    fn from(fault: &Fault) -> Self {
        Self::new(match fault {
            Fault::Database(error) => of_use(error),
            Fault::Unreadable => UnavailableKind::Corrupt,
            Fault::Refused(kind) => *kind,
            Fault::Again => UnavailableKind::Locked,
            Fault::Closed | Fault::Crash => UnavailableKind::Closed,
        })
    }
}

/// `SQLSTATE`, <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
pub(super) fn code(error: &sqlx::Error) -> Option<String> {
    let code = error.as_database_error()?.code()?;
    Some(code.into_owned())
}

fn of_use(error: &sqlx::Error) -> UnavailableKind {
    let Some(code) = code(error) else {
        return match error {
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) => {
                UnavailableKind::Unreachable
            }
            _ => UnavailableKind::Other,
        };
    };
    match code.as_str() {
        "40001" | "40P01" | "55P03" => UnavailableKind::Locked,
        "25006" => UnavailableKind::ReadOnly,
        "53100" => UnavailableKind::Full,
        // A statement that was cancelled, because it took too long as a rule.
        "57014" => UnavailableKind::Late,
        // No more connections, shutting down, crashed, starting up, ended by its own time limits.
        "53300" | "57P01" | "57P02" | "57P03" | "57P05" | "25P03" => UnavailableKind::Unreachable,
        code if code.starts_with("08") => UnavailableKind::Unreachable,
        code if code.starts_with("XX") => UnavailableKind::Corrupt,
        _ => UnavailableKind::Other,
    }
}

pub(super) fn of_opening(error: &sqlx::Error) -> OpenErrorKind {
    let Some(code) = code(error) else {
        return match error {
            sqlx::Error::Io(_) => OpenErrorKind::Unreachable,
            sqlx::Error::Tls(_) => OpenErrorKind::Tls,
            _ => OpenErrorKind::Other,
        };
    };
    match code.as_str() {
        "28000" | "28P01" => OpenErrorKind::Login,
        "3D000" => OpenErrorKind::Missing,
        "42501" => OpenErrorKind::Forbidden,
        "25006" => OpenErrorKind::ReadOnly,
        "53100" => OpenErrorKind::Full,
        "53300" => OpenErrorKind::Connections,
        "55P03" | "57014" => OpenErrorKind::Locked,
        "57P01" | "57P02" | "57P03" => OpenErrorKind::Unreachable,
        code if code.starts_with("08") => OpenErrorKind::Unreachable,
        code if code.starts_with("XX") => OpenErrorKind::Corrupt,
        _ => OpenErrorKind::Other,
    }
}
