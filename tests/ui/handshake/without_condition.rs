//! A `POST` handshake has no condition that tells it from a delivery.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    preset = slack,
    handshake(method = "POST", echo = "/challenge", verified)
)]
pub enum Group {
    #[event("a")]
    A,
}

fn main() {}
