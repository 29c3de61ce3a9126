//! Freshness: how old a delivery may be, and how far ahead of the receiver's clock its timestamp may be.

use std::time::Duration;

use crate::scheme::model::choice::TimeUnit;

/// The tolerance for a timestamp, in the past and in the future.
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
    /// Accepts timestamps up to `tolerance` in the past or in the future.
    #[must_use]
    pub const fn new(field: &'a str, unit: TimeUnit, tolerance: Duration) -> Self {
        Self {
            field,
            unit,
            max_age: tolerance,
            max_skew: tolerance,
        }
    }

    /// Sets how far in the future a timestamp may be. Default: as far as in the past.
    #[must_use]
    pub const fn with_max_skew(mut self, max_skew: Duration) -> Self {
        self.max_skew = max_skew;
        self
    }

    /// Whether both tolerances are so short that a timestamp in digits has a fixed length.
    pub(crate) const fn is_within_a_year(&self) -> bool {
        const YEAR: u64 = 365 * 24 * 60 * 60;
        self.max_age.as_secs() < YEAR && self.max_skew.as_secs() < YEAR
    }

    getters! {
        /// The name of the field with the timestamp.
        field: &'a str,
        /// How the timestamp is written.
        unit: TimeUnit,
        /// How old a timestamp may be.
        max_age: Duration,
        /// How far in the future a timestamp may be.
        max_skew: Duration,
    }
}
