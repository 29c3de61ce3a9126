//! A payload's type, behind two events, does not derive `Deserialize`.

use webhook_core::EventGroup;

struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type")]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
    #[event("order.updated")]
    OrderUpdated(Order),
}

fn main() {}
