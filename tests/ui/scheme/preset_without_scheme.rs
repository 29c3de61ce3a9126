//! The library knows what the sender asks, and not how it signs.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(discriminator = "/type", signature = asana)]
pub enum Tasks {
    #[event("added")]
    Added,
}

fn main() {}
