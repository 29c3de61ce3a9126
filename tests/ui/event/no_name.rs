//! `#[event]` has no name.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type")]
enum Shop {
    #[event(ignore)]
    OrderCreated(Order),
}

fn main() {}
