//! The attribute has `=` instead of parentheses.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group = "/shop"]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
