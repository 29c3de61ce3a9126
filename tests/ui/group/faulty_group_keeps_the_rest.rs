//! Mistakes in a group cause no errors at its handlers, its table or code that matches on it.
//!
//! Errors: 2.

use webhook_core::{DispatchTable, EventGroup, on_event};

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(discriminator = "/type", payload = "data", signature(algorithm = "hmac-sha256"))]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

#[on_event(group = "shop", ty = Order)]
fn created(order: Order) {
    drop(order);
}

static TABLE: DispatchTable<Shop> = Shop::dispatch_table();

fn id(shop: Shop) -> u64 {
    match shop {
        Shop::OrderCreated(order) => order.id,
    }
}

fn main() {}
