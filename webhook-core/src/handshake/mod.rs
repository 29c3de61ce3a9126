//! Handshakes: requests with which senders check an endpoint, as data, and the answers to them.
//!
//! `preset = ..` includes the handshakes of a sender. A group can also name them (`handshake = dropbox`), or describe one:
//! `handshake(method = "GET", when("$request.query.challenge"), echo = "$request.query.challenge")`.

pub(crate) mod answer;
pub(crate) mod model;
pub(crate) mod question;

pub use model::{Digest, Handshake, MAX_ECHO};

#[cfg(test)]
mod oracle_tests;
