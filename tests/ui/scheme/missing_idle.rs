//! `missing` is set, but no part of the message can be missing.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature(algorithm = "hmac-sha256", header = "X-Signature", missing = empty))]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
