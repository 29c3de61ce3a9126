//! A token has no encoding.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(
    signature(algorithm = token, header = "X-Token", encoding = hex),
    danger_unsigned_body,
)]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
