//! A handshake answers with a digest, but the keys of the group are known only to its verifier.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(discriminator = "/type", signature = custom, handshake = x_twitter)]
pub enum Group {
    #[event("a")]
    A,
}

fn main() {}
