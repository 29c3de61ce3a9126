//! The signature has two places: a header and a query parameter.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature(algorithm = "hmac-sha256", header = "X-Signature", query = "signature"))]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
