//! A reply is set for an outcome that does not exist.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, reply(ok = 201, error = 500))]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
