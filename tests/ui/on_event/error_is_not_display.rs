//! The handler's error has no text.

use webhook_core::{EventGroup, on_event};

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

enum OrderError {
    SoldOut,
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
fn created(order: Order) -> Result<(), OrderError> {
    drop(order);
    Err(OrderError::SoldOut)
}

fn main() {}
