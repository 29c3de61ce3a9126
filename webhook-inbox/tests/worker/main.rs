//! Deliveries from the request to the end of their runs.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod admin;
mod build;
mod ends;
mod faults;
mod intake;
mod life;
mod room;
mod shop;
mod transactions;
