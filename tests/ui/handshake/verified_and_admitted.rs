//! A handshake is both `verified` and `admitted`.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    preset = slack,
    handshake(when("$request.query.c"), method = "POST", echo = "$request.query.c", verified, admitted)
)]
pub enum Group {
    #[event("a")]
    A,
}

fn main() {}
