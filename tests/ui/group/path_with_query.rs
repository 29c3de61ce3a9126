//! A path has a query.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, path("/shop", "/events?shop=1"))]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
