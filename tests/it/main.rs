//! What the library does, seen from the outside: one module per behaviour or sender.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[cfg(feature = "adapters")]
mod adapters;
mod apimatic_groups;
mod apimatic_vectors;
mod each;
mod forms;
mod handlers;
mod hardened;
mod json_corpus;
mod limits;
mod masonhub;
mod properties;
mod stateset;
mod support;
mod telemetry;
