//! Two conditions read the same place.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type")]
enum Shop {
    #[event("order.created", when("/live"), when("$request.body#/live" = "true"))]
    OrderCreated(Order),
}

fn main() {}
