//! An event without a payload has no handler.

use webhook_core::{Dispatcher, EventGroup, Secret};

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
    #[event("order.deleted", ignore)]
    OrderDeleted(Order),
    #[event("ping")]
    Ping,
}

fn main() {
    let _ = Dispatcher::builder().table(Shop::dispatch_table(), Secret::new("s3cret"));
}
