//! A key is given twice.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, id = "/id", id = "/order/id")]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
