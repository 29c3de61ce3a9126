//! A handshake that answers with a digest, in a group whose keys only its own code has.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(discriminator = "/type", signature = custom, handshake = x_twitter)]
pub enum Group {
    #[event("a")]
    A,
}

fn main() {}
