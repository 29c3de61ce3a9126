//! A key that is a flag has a value.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(
    signature(algorithm = token, header = "X-Token"),
    danger_unsigned_body = true,
)]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
