//! The payload is in a header.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, payload = "$request.header.X-Data")]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
