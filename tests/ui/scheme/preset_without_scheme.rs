//! The library has only the sender's handshakes, not its scheme.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(discriminator = "/type", signature = microsoft_graph)]
pub enum Tasks {
    #[event("added")]
    Added,
}

fn main() {}
