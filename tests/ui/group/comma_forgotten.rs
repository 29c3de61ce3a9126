//! A comma is missing between two keys.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none path = "/shop")]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
