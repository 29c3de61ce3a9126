//! Outcomes in four classes, each with a shape of its own.

use webhook_core::outcome::OutcomeKind;

/// What an outcome means for the people of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// As it should be.
    Good,
    /// Answered with success, but nothing ran.
    Open,
    /// The request was not what it should be.
    Refused,
    /// The program did not do its part.
    Failed,
}

impl Class {
    pub(crate) const ALL: [Self; 4] = [Self::Good, Self::Open, Self::Refused, Self::Failed];

    pub(crate) const fn of(kind: OutcomeKind) -> Self {
        match kind {
            OutcomeKind::Handled
            | OutcomeKind::Accepted
            | OutcomeKind::Handshake
            | OutcomeKind::Ignored
            | OutcomeKind::Duplicate => Self::Good,
            OutcomeKind::Unhandled
            | OutcomeKind::Unknown
            | OutcomeKind::Conflict
            | OutcomeKind::Running => Self::Open,
            OutcomeKind::Failed
            | OutcomeKind::Retry
            | OutcomeKind::Permanent
            | OutcomeKind::Panicked
            | OutcomeKind::TimedOut
            | OutcomeKind::Unavailable => Self::Failed,
            _ => Self::Refused,
        }
    }

    /// The position in [`ALL`](Self::ALL).
    pub(crate) const fn index(self) -> usize {
        match self {
            Self::Good => 0,
            Self::Open => 1,
            Self::Refused => 2,
            Self::Failed => 3,
        }
    }

    /// The class of the style sheet.
    pub(crate) const fn style(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Open => "open",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }

    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Good => "handled",
            Self::Open => "nothing ran",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }

    /// A shape that tells the class without its colour.
    pub(crate) const fn shape(self) -> &'static str {
        match self {
            Self::Good => "\u{2713}",
            Self::Open => "\u{25cb}",
            Self::Refused => "\u{2715}",
            Self::Failed => "\u{25b2}",
        }
    }
}
