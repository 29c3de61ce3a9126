//! A mistake in the handler's body is reported where it is, and once.

use webhook_core::{EventGroup, on_event};

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
async fn created(order: Order) -> Result<(), std::fmt::Error> {
    order.idd;
    Ok(())
}

fn main() {}
