//! A condition compares with `true`, not with its text.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type")]
enum Shop {
    #[event("order.created", when("/live" = true))]
    OrderCreated(Order),
}

fn main() {}
