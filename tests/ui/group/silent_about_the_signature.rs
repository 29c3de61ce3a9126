//! The group does not declare a signature.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(path = "/shop", discriminator = "/type")]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
