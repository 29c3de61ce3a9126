//! A `GET` handshake reads the body.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    preset = slack,
    handshake(when("/challenge"), echo = "/challenge")
)]
pub enum Group {
    #[event("a")]
    A,
}

fn main() {}
