//! An event has more values than the discriminator has expressions.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, discriminator("/object", "/action"))]
enum Shop {
    #[event("order", "created", "draft")]
    OrderCreated(Order),
}

fn main() {}
