//! The value of `idempotent` is misspelt.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type", idempotent = body)]
enum Shop {
    #[event("ping")]
    Ping,
}

fn main() {}
