//! `crate` names neither a crate nor a module: one error, not one for each use.

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

#[on_event(group = "shop", ty = Order, crate = "web_hooks")]
async fn created(order: Order) -> Result<(), std::fmt::Error> {
    drop(order);
    Ok(())
}

fn main() {}
