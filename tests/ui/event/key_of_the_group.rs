//! A key of the group is on an event.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type")]
enum Shop {
    #[event("order.created", deadline = "10s")]
    OrderCreated(Order),
}

fn main() {}
