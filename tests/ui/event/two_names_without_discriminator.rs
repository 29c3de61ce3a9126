//! An event has two names, but its group has no discriminator.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none)]
enum Shop {
    #[event("order.created", "order.updated")]
    Order(Order),
}

fn main() {}
