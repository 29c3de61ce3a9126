//! The problems that keep a dispatcher from starting.

use std::fmt;

/// All problems that keep a dispatcher from starting.
///
/// `Debug` prints the same text as `Display`, because a `main` that returns the error prints its `Debug`.
pub struct BuildError {
    pub(crate) problems: Vec<Problem>,
}

impl BuildError {
    /// The problems, group by group.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the dispatcher cannot start:")?;
        self.problems
            .iter()
            .try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for BuildError {}

/// One problem that keeps a dispatcher from starting.
#[derive(Clone, Debug)]
pub struct Problem {
    kind: ProblemKind,
    group: &'static str,
    text: String,
}

/// The kind of a [`Problem`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProblemKind {
    /// A group is given twice, or two groups have the same name.
    Group,
    /// A secret is missing, is blank, cannot be a key, or is read from the variable of another group.
    Secret,
    /// A scheme leaves the body, the discriminator or the mode of reading unsigned, and the group does not accept that; or
    /// a group that was written by hand contradicts its descriptor.
    Scheme,
    /// An event has no handler.
    Unhandled,
    /// An event has two handlers.
    Duplicate,
    /// A fallback cannot be called, because its group has a compile-time table or was not added.
    Fallback,
    /// A handler takes state that was not given, or that the inbox does not provide; or a type of state is given twice.
    State,
    /// Two groups declare one path.
    Path,
    /// A group with a deadline has a handler that is not async.
    Deadline,
    /// A `durable` group has no inbox; or a handler takes an argument that it cannot have in its group: one that only a
    /// `durable` group has, headers that are not stored, or one that only an async handler can use.
    Inbox,
    /// A handshake lacks its token or its admission, or does not fit its group.
    Handshake,
    /// Bodies would be captured in a release build, or without an observer.
    Capture,
    /// A scheme signs the URL and the public URL is missing; or a public URL is invalid or does not suit its group.
    PublicUrl,
}

impl Problem {
    pub(crate) fn new(kind: ProblemKind, group: &'static str, text: String) -> Self {
        Self { kind, group, text }
    }

    /// The kind.
    #[must_use]
    pub const fn kind(&self) -> ProblemKind {
        self.kind
    }

    /// The name of the group; empty if the problem concerns no group.
    #[must_use]
    pub const fn group(&self) -> &'static str {
        self.group
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.group.is_empty() {
            write!(f, "group `{}`: ", self.group)?;
        }
        f.write_str(&self.text)
    }
}
