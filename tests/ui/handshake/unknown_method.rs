//! A handshake's method is misspelt.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    preset = slack,
    handshake(when("$request.query.c"), method = "PATCH", echo = "$request.query.c")
)]
pub enum Group {
    #[event("a")]
    A,
}

fn main() {}
