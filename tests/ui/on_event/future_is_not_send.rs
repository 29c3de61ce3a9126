//! The handler keeps an `Rc` across an `await`.

use std::rc::Rc;

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

#[on_event(group = "shop", ty = Order)]
async fn created(order: Order) {
    let id = Rc::new(order.id);
    std::future::ready(()).await;
    println!("{id}");
}

fn main() {}
