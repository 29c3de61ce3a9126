//! `danger_unsigned_body` is set, but the body is signed.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(
    signature(algorithm = "hmac-sha256", header = "X-Signature"),
    danger_unsigned_body,
)]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
