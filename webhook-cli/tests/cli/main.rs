//! The program as its users run it: one binary, one module per subcommand.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod handshakes;
mod help;
mod hour;
mod importing;
mod inboxes;
mod receiver;
mod recording;
mod run;
mod sending;
mod signing;
mod why;
