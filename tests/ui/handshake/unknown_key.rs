//! A key of a handshake is misspelt.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(discriminator = "/type", preset = slack, handshake(methd = "GET", echo = "$request.query.c"))]
pub enum Group {
    #[event("a")]
    A,
}

fn main() {}
