//! The status for refused questions is a success.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    preset = slack,
    handshake(when("$request.query.c"), echo = "$request.query.c", admitted, refused = 200)
)]
pub enum Group {
    #[event("a")]
    A,
}

fn main() {}
