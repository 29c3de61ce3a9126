//! `crate` is a path instead of a string.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, crate = webhook_core)]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
