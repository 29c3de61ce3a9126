//! Handshakes: what senders ask before the first delivery, as data, with answers that sign nothing a stranger chose.
//!
//! A group takes a sender's handshakes with `preset = ..`, or names them: `handshake = dropbox`, or one of its own,
//! `handshake(method = "GET", when("$request.query.challenge"), echo = "$request.query.challenge")`.

pub(crate) mod answer;
pub(crate) mod model;

pub use model::{Digest, Handshake, MAX_ECHO};

#[cfg(test)]
mod oracle_tests;
