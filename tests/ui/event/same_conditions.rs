//! Two events have the same conditions, written differently.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none)]
enum Shop {
    #[event("order.created", when("/status" = "new", "$request.header.X-Shop"))]
    OrderCreated(Order),
    #[event("order.updated", when("$request.header.x-shop", "$request.body#/status" = "new"))]
    OrderUpdated(Order),
}

fn main() {}
