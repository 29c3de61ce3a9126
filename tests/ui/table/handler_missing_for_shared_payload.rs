//! Of three events with one payload type, one has no handler.

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
    #[event("order.updated")]
    OrderUpdated(Order),
    #[event("order.deleted")]
    OrderDeleted(Order),
}

#[on_event(group = "shop", events = ["order.created", "order.updated"])]
fn changed(order: Order) {
    drop(order);
}

static TABLE: DispatchTable<Shop> = Shop::dispatch_table();

fn main() {}
