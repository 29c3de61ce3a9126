//! The builder gets a secret for an unsigned group.

use webhook_core::{Dispatcher, EventGroup, Secret};

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none)]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {
    let _ = Dispatcher::builder().group::<Shop>(Secret::new("s3cret"));
}
