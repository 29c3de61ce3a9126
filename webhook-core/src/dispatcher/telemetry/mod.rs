//! Logs, metrics and health.

pub(crate) mod health;
pub(crate) mod hint;
pub(crate) mod log;
#[cfg(feature = "metrics")]
pub(crate) mod metrics;
pub(crate) mod span;
