//! The parameter's name begins with a space.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature(algorithm = "hmac-sha256", query = " signature"))]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
