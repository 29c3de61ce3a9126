//! The largest body is given with a unit.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, max_body = "64 KiB")]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
