//! An event holds two payloads.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type")]
enum Shop {
    #[event("order.replaced")]
    OrderReplaced(Order, Order),
}

fn main() {}
