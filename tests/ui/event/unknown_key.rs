//! A key of `#[event]` is misspelt.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type")]
enum Shop {
    #[event("order.created", ignored)]
    OrderCreated(Order),
}

fn main() {}
