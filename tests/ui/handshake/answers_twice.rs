//! A handshake has two answers.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    preset = slack,
    handshake(when("$request.query.c"), echo = "$request.query.c", json = "{}")
)]
pub enum Group {
    #[event("a")]
    A,
}

fn main() {}
