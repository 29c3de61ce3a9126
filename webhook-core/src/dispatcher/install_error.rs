//! The error of installing a dispatcher.

use std::fmt;

use crate::dispatcher::problem::BuildError;

/// The reason why no dispatcher was installed.
///
/// `Debug` prints the same text as `Display`, because a `main` that returns the error prints its `Debug`.
pub struct InstallError(pub(crate) Cause);

pub(crate) enum Cause {
    Installed,
    NoGroups,
    Build(BuildError),
}

const NO_GROUPS: &str = if cfg!(feature = "inventory") {
    "no group that declares a `path` is linked into the program"
} else {
    "groups cannot be found without the feature `inventory`: build a dispatcher and `install` it"
};

impl InstallError {
    /// Whether a dispatcher is already installed.
    #[must_use]
    pub const fn is_installed(&self) -> bool {
        matches!(self.0, Cause::Installed)
    }
}

impl fmt::Display for InstallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Cause::Installed => f.write_str("a dispatcher is already installed"),
            Cause::NoGroups => f.write_str(NO_GROUPS),
            Cause::Build(error) => fmt::Display::fmt(error, f),
        }
    }
}

impl fmt::Debug for InstallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for InstallError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Cause::Installed | Cause::NoGroups => None,
            Cause::Build(error) => Some(error),
        }
    }
}
