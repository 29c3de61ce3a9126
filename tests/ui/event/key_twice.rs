//! A key of `#[event]` is given twice.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type")]
enum Shop {
    #[event("order.created", ignore, ignore)]
    OrderCreated(Order),
}

fn main() {}
