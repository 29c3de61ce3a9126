//! A group gets its secret as a text, which anything could print.

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
    let _ = Dispatcher::builder().group::<Shop>("s3cret");
}
