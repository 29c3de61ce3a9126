//! Each delivery of one event is also one of the other, and neither is the more specific.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none)]
enum Shop {
    #[event("order.created", when("/status" = "new"))]
    OrderCreated(Order),
    #[event("order.changed", when("/status"))]
    OrderChanged(Order),
}

fn main() {}
