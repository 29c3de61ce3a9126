//! What an error of the database means. Its text is dropped: only its code is sure to hold no value.

use std::io;

use crate::error::{OpenErrorKind, Unavailable, UnavailableKind};
use crate::failpoint::Crash;
use crate::read::Unreadable;

/// Why a transaction did not come to its end.
#[derive(Debug)]
pub(super) enum Fault {
    /// The database failed.
    Database(sqlx::Error),
    /// It holds what it cannot hold: a person edited it.
    Unreadable,
    /// One of a request's items was refused, so that none may stay.
    Refused(UnavailableKind),
    /// The suite ended the process.
    Crash,
}

impl Fault {
    /// Whether each request of a batch would fail in the same way.
    pub(super) fn is_of_all(&self) -> bool {
        let kind = Unavailable::from(self).kind();
        let of_all = [
            UnavailableKind::Locked,
            UnavailableKind::ReadOnly,
            UnavailableKind::Full,
            UnavailableKind::Moved,
        ];
        of_all.contains(&kind)
    }

    /// Whether another process writes. Nothing was done.
    pub(super) fn is_locked(&self) -> bool {
        Unavailable::from(self).kind() == UnavailableKind::Locked
    }

    /// Whether SQLite may have ended the transaction by itself, so that nothing is known of the connection's state.
    pub(super) fn breaks_the_connection(&self) -> bool {
        matches!(self, Self::Database(error) if !is_lock(error) && !is_constraint(error))
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
            Fault::Crash => UnavailableKind::Closed,
        })
    }
}

/// The primary result codes of SQLite, <https://www.sqlite.org/rescode.html>.
fn code(error: &sqlx::Error) -> Option<u32> {
    let code: u32 = error.as_database_error()?.code()?.parse().ok()?;
    // The upper bytes say more about the lowest one.
    Some(code & 0xff)
}

/// Before a transaction began, another process held the lock.
pub(super) fn is_lock(error: &sqlx::Error) -> bool {
    matches!(code(error), Some(5 | 6))
}

/// A statement that does not fit the state of the connection, such as the release of a savepoint that is gone.
pub(super) fn is_mistake(error: &sqlx::Error) -> bool {
    code(error) == Some(1)
}

/// After a constraint, the transaction is as before the statement.
pub(super) fn is_constraint(error: &sqlx::Error) -> bool {
    code(error) == Some(19)
}

fn of_use(error: &sqlx::Error) -> UnavailableKind {
    match code(error) {
        Some(5 | 6) => UnavailableKind::Locked,
        Some(8) => UnavailableKind::ReadOnly,
        Some(11 | 26) => UnavailableKind::Corrupt,
        Some(13) => UnavailableKind::Full,
        _ => UnavailableKind::Other,
    }
}

pub(super) fn of_opening(error: &sqlx::Error) -> OpenErrorKind {
    match (code(error), error) {
        (Some(5 | 6), _) => OpenErrorKind::Locked,
        (Some(8), _) => OpenErrorKind::ReadOnly,
        (Some(11), _) => OpenErrorKind::Corrupt,
        (Some(13), _) => OpenErrorKind::Full,
        (Some(14), _) => OpenErrorKind::Missing,
        (Some(26), _) => OpenErrorKind::NotADatabase,
        (_, sqlx::Error::Io(error)) if error.kind() == io::ErrorKind::NotFound => {
            OpenErrorKind::Missing
        }
        _ => OpenErrorKind::Other,
    }
}
