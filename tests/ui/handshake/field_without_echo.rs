//! `field` is set without `echo`.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    preset = slack,
    handshake(when("$request.query.c"), field = "c")
)]
pub enum Group {
    #[event("a")]
    A,
}

fn main() {}
