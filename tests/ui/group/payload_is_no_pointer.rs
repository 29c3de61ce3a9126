//! The pointer to the payload lacks its slash.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, payload = "data")]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
