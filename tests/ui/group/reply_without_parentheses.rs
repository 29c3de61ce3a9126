//! The status is given to `reply` itself.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, reply = 202)]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
