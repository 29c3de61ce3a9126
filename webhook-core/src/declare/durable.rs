//! How repeated deliveries of a group are told apart, and what a `durable` group declares about its inbox.

use core::time::Duration;

/// How a group tells a repeated delivery from a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnceBy {
    Id,
    /// The digest of the body, or of the item.
    Digest,
}

/// What a `durable` group declares about the deliveries that its inbox stores.
#[derive(Clone, Copy, Debug)]
pub struct Durable {
    /// `None` if every delivery is a new one.
    pub(crate) key: Option<OnceBy>,
    pub(crate) keeps_unknown: bool,
    pub(crate) runs_conflicts: bool,
    /// The names of the headers that are stored, beside those that recognising reads.
    pub(crate) headers: &'static [&'static str],
    pub(crate) danger_store_unsigned: bool,
}

/// How long a stored delivery may run, unless the group declares its `deadline`.
pub(crate) const RUN: Duration = Duration::from_secs(60);

/// How long the receipt of a delivery may take. Few senders wait longer for a reply.
pub(crate) const RECEIPT: Duration = Duration::from_secs(10);

impl Durable {
    /// Finds a repeated delivery by its id.
    #[must_use]
    pub const fn by_id() -> Self {
        Self {
            key: Some(OnceBy::Id),
            keeps_unknown: false,
            runs_conflicts: false,
            headers: &[],
            danger_store_unsigned: false,
        }
    }

    /// Finds a repeated delivery by the digest of its body or item.
    #[must_use]
    pub const fn by_digest() -> Self {
        let key = Some(OnceBy::Digest);
        Self {
            key,
            ..Self::by_id()
        }
    }

    /// Takes every delivery for a new one.
    #[must_use]
    pub const fn each() -> Self {
        Self {
            key: None,
            ..Self::by_id()
        }
    }

    /// Stores deliveries that match no event, or several.
    #[must_use]
    pub const fn with_unknown(mut self) -> Self {
        self.keeps_unknown = true;
        self
    }

    /// Runs a delivery that has the id of another one and a different body.
    #[must_use]
    pub const fn with_conflicts_run(mut self) -> Self {
        self.runs_conflicts = true;
        self
    }

    /// Stores these headers too.
    #[must_use]
    pub const fn with_headers(mut self, headers: &'static [&'static str]) -> Self {
        self.headers = headers;
        self
    }

    /// Stores deliveries of an unsigned group.
    #[must_use]
    pub const fn with_danger_store_unsigned(mut self) -> Self {
        self.danger_store_unsigned = true;
        self
    }
}
