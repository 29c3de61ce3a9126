//! The discriminator has no expression.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, discriminator())]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
