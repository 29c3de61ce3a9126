//! The discriminator is written like a JavaScript property.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "$.type")]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
