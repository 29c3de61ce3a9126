//! A key that needs a value has none.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, payload)]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
