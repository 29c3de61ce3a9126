//! Freshness: how old a delivery may be, and how far ahead of the receiver's clock.

use std::time::Duration;

use crate::scheme::model::choice::TimeUnit;

/// The window in which a timestamp is accepted, both ways.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use webhook_core::scheme::{Freshness, TimeUnit};
///
/// const WINDOW: Freshness<'static> =
///     Freshness::new("ts", TimeUnit::Seconds, Duration::from_secs(300)).with_max_skew(Duration::from_secs(30));
/// assert_eq!(WINDOW.max_skew().as_secs(), 30);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freshness<'a> {
    pub(crate) field: &'a str,
    pub(crate) unit: TimeUnit,
    pub(crate) max_age: Duration,
    pub(crate) max_skew: Duration,
}

impl<'a> Freshness<'a> {
    /// Accepts timestamps that are at most `tolerance` old, and at most as much in the future.
    #[must_use]
    pub const fn new(field: &'a str, unit: TimeUnit, tolerance: Duration) -> Self {
        Self {
            field,
            unit,
            max_age: tolerance,
            max_skew: tolerance,
        }
    }

    /// Sets how far in the future a timestamp may be.
    #[must_use]
    pub const fn with_max_skew(mut self, max_skew: Duration) -> Self {
        self.max_skew = max_skew;
        self
    }

    /// The name of the field that holds the timestamp.
    #[must_use]
    pub const fn field(&self) -> &'a str {
        self.field
    }

    /// How the timestamp is written.
    #[must_use]
    pub const fn unit(&self) -> TimeUnit {
        self.unit
    }

    /// How old a timestamp may be.
    #[must_use]
    pub const fn max_age(&self) -> Duration {
        self.max_age
    }

    /// How far in the future a timestamp may be.
    #[must_use]
    pub const fn max_skew(&self) -> Duration {
        self.max_skew
    }
}
