//! A handshake that needs a signature, in a group without one.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    signature = none,
    handshake = zoom
)]
pub enum Group {
    #[event("a")]
    A,
}

fn main() {}
