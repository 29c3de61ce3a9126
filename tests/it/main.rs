//! What the library does, seen from the outside: one module per behaviour or sender.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod ambiguity;
mod apimatic_groups;
mod apimatic_vectors;
mod everything;
mod handshakes;
mod hostile;
mod idempotency;
mod key_sources;
mod masonhub;
mod preset_properties;
mod signature_vectors;
mod stateset;
mod support;
