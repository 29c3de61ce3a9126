//! An unsigned group sets the reply for rejected deliveries.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, reply(rejected = 403))]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
