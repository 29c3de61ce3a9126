//! An event has no handler.

use webhook_core::{DispatchTable, EventGroup, on_event};

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(serde::Deserialize)]
struct Payment {
    amount: u64,
}

#[derive(EventGroup)]
#[event_group(
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Signature"),
)]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
    #[event("order.paid")]
    OrderPaid(Payment),
}

#[on_event(group = "shop", ty = Order)]
fn created(order: Order) {
    drop(order);
}

static TABLE: DispatchTable<Shop> = Shop::dispatch_table();

fn main() {}
