//! `handshake = none` is combined with another handshake.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    preset = slack,
    handshake = zoom,
    handshake = none
)]
pub enum Group {
    #[event("a")]
    A,
}

fn main() {}
