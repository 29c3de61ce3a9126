//! The algorithm is left out.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature(header = "X-Signature"))]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
