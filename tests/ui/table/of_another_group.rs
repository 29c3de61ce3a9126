//! The type of the table names another group.

use webhook_core::{DispatchTable, EventGroup, on_event};

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

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type")]
enum Bank {
    #[event("paid")]
    Paid(u64),
}

#[on_event(group = "shop", ty = Order)]
fn created(order: Order) {
    drop(order);
}

static TABLE: DispatchTable<Bank> = Shop::dispatch_table();

fn main() {}
