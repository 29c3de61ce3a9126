//! A handshake needs a signature, but the group is unsigned.

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
