//! A token signs nothing, and the group does not accept an unsigned body.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature(algorithm = token, header = "X-Token"))]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
