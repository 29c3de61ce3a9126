//! How the program ends.

use std::fmt;
use std::process::ExitCode;

pub(crate) type Result<T> = std::result::Result<T, Error>;

/// The exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    Yes,
    No,
    Usage,
    CouldNotRun,
}

impl Exit {
    pub(crate) fn of(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Yes => 0,
            Exit::No => 1,
            Exit::Usage => 2,
            Exit::CouldNotRun => 3,
        })
    }
}

/// Why the program stopped. The text never has a secret.
#[derive(Debug)]
pub(crate) struct Error {
    exit: Exit,
    text: String,
}

impl Error {
    pub(crate) fn usage(text: impl fmt::Display) -> Self {
        Self {
            exit: Exit::Usage,
            text: text.to_string(),
        }
    }

    pub(crate) fn new(text: impl fmt::Display) -> Self {
        Self {
            exit: Exit::CouldNotRun,
            text: text.to_string(),
        }
    }

    pub(crate) fn exit(&self) -> Exit {
        self.exit
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Says what was being done when an error came.
pub(crate) trait Doing<T> {
    fn doing(self, what: impl fmt::Display) -> Result<T>;
}

impl<T, E: fmt::Display> Doing<T> for std::result::Result<T, E> {
    fn doing(self, what: impl fmt::Display) -> Result<T> {
        self.map_err(|error| Error::new(format!("{what}: {error}")))
    }
}
