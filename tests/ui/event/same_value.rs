//! Two events have the same value.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type")]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
    #[event("order.created")]
    OrderUpdated(Order),
}

fn main() {}
