//! The id's expression is unknown.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, id = "$request.headers.X-Id")]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
