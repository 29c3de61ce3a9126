//! What the library does, seen from the outside: one module per behaviour or sender.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[cfg(feature = "adapters")]
mod adapters;
mod ambiguity;
mod apimatic_groups;
mod apimatic_vectors;
mod dispatcher;
mod everything;
mod handlers;
mod hardened;
mod hostile;
mod limits;
mod masonhub;
mod signature_vectors;
mod stateset;
mod support;
mod telemetry;
