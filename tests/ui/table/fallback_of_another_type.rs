//! A fallback for a group with a table has the wrong type.

use webhook_core::dispatcher::Fallbacks;
use webhook_core::EventGroup;

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

fn unknown(order: Order) {
    drop(order);
}

fn main() {
    let _ = Fallbacks::<Shop>::new().unknown(unknown);
}
