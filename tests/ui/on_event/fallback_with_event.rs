//! A fallback for unknown events names one.

use webhook_core::{EventGroup, UnknownEvent, on_event};

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

#[on_event(group = "shop", event = "order.created", ty = UnknownEvent)]
fn unknown(event: UnknownEvent) {
    drop(event);
}

fn main() {}
