//! Three real senders declared with `webhook-core`: payload types, events, and a handler for each.
//!
//! | module | sender | what it shows |
//! |---|---|---|
//! | [`apimatic`] | the sample API "Webhooks and Callbacks" | message templates, events told apart by constants, by presence or by structure |
//! | [`masonhub`] | MasonHub, a fulfilment service | a token in the query, an envelope, payloads that are lists, open enums |
//! | [`stateset`] | StateSet, a commerce platform | a flat discriminator, one payload type behind several events |
//!
//! [`deliveries`] has an example body for every event, and [`sender`] signs them as the senders do.
//! `cargo run --example quickstart` serves all of them.

#![expect(
    clippy::needless_pass_by_value,
    reason = "a handler owns its payload, whether it needs to or not"
)]

pub mod apimatic;
pub mod deliveries;
pub mod demonstration;
pub mod journal;
pub mod masonhub;
pub mod sender;
pub mod stateset;

use std::fmt;

/// Why a handler refused an event. The text goes to the log, never to the sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused(pub &'static str);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Refused {}
