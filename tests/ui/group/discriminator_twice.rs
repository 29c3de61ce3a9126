//! The discriminator reads the same place twice.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, discriminator("/type", "$request.body#/type"))]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
