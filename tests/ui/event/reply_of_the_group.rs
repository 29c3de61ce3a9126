//! An event sets a reply for deliveries that are not yet recognised as an event.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type")]
enum Shop {
    #[event("order.created", reply(malformed = 422))]
    OrderCreated(Order),
}

fn main() {}
