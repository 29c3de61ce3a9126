//! An unsigned group has a `danger_` key.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, danger_unsigned_body)]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
