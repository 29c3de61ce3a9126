//! The table of an unsigned group gets a secret.

use webhook_core::{Dispatcher, EventGroup, Secret, on_event};

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type")]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

#[on_event(group = "shop", ty = Order)]
fn created(order: Order) {
    drop(order);
}

fn main() {
    let _ = Dispatcher::builder().table(Shop::dispatch_table(), Secret::new("s3cret"));
}
