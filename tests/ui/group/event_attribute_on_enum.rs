//! `#[event]` is on the enum, not on a variant.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none)]
#[event("order.created")]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
