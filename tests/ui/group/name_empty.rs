//! The name is blank.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, name = " ")]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
