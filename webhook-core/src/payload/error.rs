//! Why a payload did not become a value of its type.

use std::fmt;

use crate::json::document::Malformed;
use crate::json::sought::DOUBLED;
use crate::outcome::{Outcome, OutcomeKind};
use crate::payload::bounds::{Excess, MAX_LEVELS};
use crate::payload::misfit::Misfit;

/// Why a payload did not become a value of its type.
///
/// It states what is wrong, in which field, and where in the body. It can be logged: it contains no value of the payload,
/// and only those keys that the type declares. Other keys on the path are written as `<key>`.
#[derive(Clone, Debug)]
pub struct PayloadError(Box<Inner>);

/// The kind of a [`PayloadError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PayloadErrorKind {
    /// The body is not one JSON document.
    Malformed,
    /// The body is JSON, but its payload does not fit the type.
    Invalid,
    /// The body is JSON, but the payload's pointer finds nothing.
    Absent,
}

#[derive(Clone, Debug)]
struct Inner {
    kind: PayloadErrorKind,
    reason: &'static str,
    /// The end of the reason: a field that is missing or doubled, or a `OneOf`.
    name: Option<&'static str>,
    /// What the delivery may be instead, by the sender of the group.
    instead: Option<&'static str>,
    path: Option<String>,
    position: Option<(usize, usize)>,
}

impl PayloadError {
    #[cold]
    pub(crate) fn malformed(malformed: Malformed) -> Self {
        let Malformed { cause, position } = malformed;
        Self::new(PayloadErrorKind::Malformed, cause, Some(position))
    }

    #[cold]
    pub(crate) fn doubled() -> Self {
        Self::new(PayloadErrorKind::Malformed, DOUBLED, None)
    }

    #[cold]
    pub(crate) fn invalid(
        reason: &'static str,
        path: Option<String>,
        position: Option<(usize, usize)>,
    ) -> Self {
        let mut error = Self::new(PayloadErrorKind::Invalid, reason, position);
        error.0.path = path;
        error
    }

    #[cold]
    pub(crate) fn misfit(misfit: &Misfit, position: Option<(usize, usize)>) -> Self {
        let mut error = Self::invalid(misfit.reason(), misfit.path(), position);
        error.0.name = misfit.field();
        error
    }

    #[cold]
    pub(crate) fn excess(excess: Excess, position: Option<(usize, usize)>) -> Self {
        let (reason, name) = match excess {
            Excess::Levels => (TOO_DEEP, None),
            Excess::Trials(name) => (TRIED_TOO_LONG, Some(name)),
        };
        let mut error = Self::new(PayloadErrorKind::Malformed, reason, position);
        error.0.name = name;
        error
    }

    #[cold]
    pub(crate) fn absent() -> Self {
        Self::new(
            PayloadErrorKind::Absent,
            "there is nothing at the payload's pointer",
            None,
        )
    }

    /// Says where nothing is, and what the delivery may be instead.
    #[cold]
    pub(crate) fn at(
        mut self,
        pointer: Option<&'static str>,
        instead: Option<&'static str>,
    ) -> Self {
        if self.0.kind == PayloadErrorKind::Absent {
            (self.0.name, self.0.instead) = (pointer, instead);
        }
        self
    }

    fn new(kind: PayloadErrorKind, reason: &'static str, position: Option<(usize, usize)>) -> Self {
        Self(Box::new(Inner {
            kind,
            reason,
            name: None,
            instead: None,
            path: None,
            position,
        }))
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> PayloadErrorKind {
        self.0.kind
    }

    /// The path of the field that does not fit, from the payload's root: `lines[2].price`; `None` for the root itself.
    ///
    /// A key that no type declares, such as a key of a map, is written as `<key>`.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// The line in the whole body, from one.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.0.position.map(|(line, _)| line)
    }

    /// The column in bytes in that line.
    #[must_use]
    pub fn column(&self) -> Option<usize> {
        self.0.position.map(|(_, column)| column)
    }
}

impl fmt::Display for PayloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.reason)?;
        if let Some(name) = self.0.name {
            write!(f, " `{name}`")?;
        }
        if let Some(instead) = self.0.instead {
            write!(f, "; it may be {instead}")?;
        }
        if let Some(path) = &self.0.path {
            write!(f, " at `{path}`")?;
        }
        match self.0.position {
            Some((line, column)) => write!(f, ", line {line} column {column}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for PayloadError {}

impl From<PayloadError> for Outcome {
    fn from(error: PayloadError) -> Self {
        let kind = match error.kind() {
            PayloadErrorKind::Malformed => OutcomeKind::Malformed,
            _ => OutcomeKind::InvalidPayload,
        };
        Self::with_text(kind, error.to_string())
    }
}

const TOO_DEEP: &str = "the body nests deeper than 128 levels";
const _: () = assert!(MAX_LEVELS == 128, "the text says so");
pub(crate) const TRIED_TOO_LONG: &str = "members were tried for more than 32 times the bytes of the body: add `#[one_of(discriminator = \"/..\")]` to";
