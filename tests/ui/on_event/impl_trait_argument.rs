//! An argument's type is `impl Trait`.

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
fn created(order: Order, log: impl Fn(u64)) {
    log(order.id);
}

fn main() {}
