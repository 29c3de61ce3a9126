//! The handler is `const`, `unsafe` and `extern`.
//!
//! Errors: 3.

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
const unsafe extern "C" fn created(order: Order) {
    std::mem::forget(order);
}

fn main() {}
