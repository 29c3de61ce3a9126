//! The name of a handshake is misspelt.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(discriminator = "/type", preset = slack, handshake = slak)]
pub enum Group {
    #[event("a")]
    A,
}

fn main() {}
