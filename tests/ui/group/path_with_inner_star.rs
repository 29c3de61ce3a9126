//! A path has a `*` that is not its last segment.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, path = "/shops/*/events")]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
