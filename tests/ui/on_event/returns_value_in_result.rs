//! The handler's `Result` contains a value, which has no meaning.

use webhook_core::{EventGroup, Failure, on_event};

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Signature"),
)]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

#[on_event(group = "shop", ty = Order)]
async fn created(order: Order) -> Result<u64, Failure> {
    Ok(order.id)
}

fn main() {}
