//! The builder is told that a signed group is unsigned.

use webhook_core::{Dispatcher, EventGroup, Unsigned};

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature(algorithm = "hmac-sha256", header = "X-Signature"))]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {
    let _ = Dispatcher::builder().group::<Shop>(Unsigned);
}
