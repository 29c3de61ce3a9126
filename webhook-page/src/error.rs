//! Why a page cannot be served.

use std::error::Error;
use std::fmt;

/// Why [`Page::router`](crate::Page::router) makes no router.
#[derive(Clone)]
pub struct PageError {
    kind: PageErrorKind,
}

/// The kind of a [`PageError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PageErrorKind {
    /// Debug assertions are off, and nothing says who may see the page.
    NoAccess,
    /// The system has no random numbers for the tokens.
    #[cfg(feature = "inbox")]
    NoRandom,
}

impl PageError {
    pub(crate) const fn new(kind: PageErrorKind) -> Self {
        Self { kind }
    }

    /// The kind.
    #[must_use]
    pub const fn kind(&self) -> PageErrorKind {
        self.kind
    }
}

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            PageErrorKind::NoAccess => {
                "the page is served in a release build, and nothing says who may see it: add `.access(..)`"
            }
            #[cfg(feature = "inbox")]
            PageErrorKind::NoRandom => "the system has no random numbers",
        })
    }
}

// What `main` prints of an error that it returns.
impl fmt::Debug for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for PageError {}
