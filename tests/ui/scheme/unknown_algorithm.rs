//! The algorithm is misspelt.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature(algorithm = sha256, header = "X-Signature"))]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
