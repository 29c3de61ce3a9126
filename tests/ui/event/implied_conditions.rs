//! Every delivery that matches one event also matches the other, so neither is more specific.

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
