//! What `webhook import` writes of the documents in `webhook-import/tests/documents`, compiled and given deliveries.

// As users have it: what was imported must not break it.
#![deny(warnings)]
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod apimatic;
mod oddities;

/// What `build.rs` imported.
mod generated {
    include!(concat!(env!("OUT_DIR"), "/of_documents.rs"));
}
