//! The deadline has no unit.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, deadline = "10")]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
