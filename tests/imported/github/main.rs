//! GitHub's document as `webhook import` writes it, compiled and given its example deliveries. A test of its own, because it
//! takes a minute to compile.

// As users have it: what was imported must not break it.
#![deny(warnings)]
#![expect(clippy::print_stdout, reason = "the test says what it counted")]
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod changed;
mod examples;

/// What `build.rs` imported, and its handlers.
mod generated {
    include!(concat!(env!("OUT_DIR"), "/of_github.rs"));
}
