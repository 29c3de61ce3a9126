//! `#[event_group]` is on a variant.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type")]
enum Shop {
    #[event_group("order.created")]
    OrderCreated(Order),
}

fn main() {}
