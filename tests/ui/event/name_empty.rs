//! An event's name is empty.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none)]
enum Shop {
    #[event("")]
    OrderCreated(Order),
}

fn main() {}
