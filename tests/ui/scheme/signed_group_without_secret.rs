//! A signed group is given to the builder without a secret.

use webhook_core::{Dispatcher, EventGroup};

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
    let _ = Dispatcher::builder().unsigned_group::<Shop>();
}
