//! A key of `signature(..)` is unknown.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature(algorithm = "hmac-sha256", header = "X-Signature", secret = "s3cret"))]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
