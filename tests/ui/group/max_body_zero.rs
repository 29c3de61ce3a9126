//! `max_body` is zero.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, max_body = 0)]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
