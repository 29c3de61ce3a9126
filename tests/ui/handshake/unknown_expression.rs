//! The expression of an echo is misspelt.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    preset = slack,
    handshake(when("$request.query.c"), echo = "$request.qery.c")
)]
pub enum Group {
    #[event("a")]
    A,
}

fn main() {}
