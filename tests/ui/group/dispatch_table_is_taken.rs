//! The user's own `dispatch_table` collides with the one of the derive.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none)]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

impl Shop {
    fn dispatch_table() {}
}

fn main() {}
