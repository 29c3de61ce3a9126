//! What a delivery is once by is misspelt.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type", idempotent = "body")]
enum Shop {
    #[event("ping")]
    Ping,
}

fn main() {}
