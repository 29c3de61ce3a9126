//! A reply is not a final status.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, reply(ok = 102))]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
