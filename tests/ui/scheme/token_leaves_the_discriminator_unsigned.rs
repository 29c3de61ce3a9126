//! A token does not sign the discriminator either.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(
    discriminator = "/type",
    signature(algorithm = token, query = "token"),
    danger_unsigned_body,
)]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
