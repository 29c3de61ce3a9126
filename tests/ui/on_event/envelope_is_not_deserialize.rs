//! The envelope's type does not derive `Deserialize`.

use webhook_core::extract::Envelope;
use webhook_core::{EventGroup, on_event};

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

struct Delivery {
    id: String,
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
fn created(order: Order, Envelope(delivery): Envelope<Delivery>) {
    drop((order, delivery.id));
}

fn main() {}
