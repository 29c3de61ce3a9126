//! The handler is removed by `cfg`, but its event is not.

use webhook_core::{DispatchTable, EventGroup};

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

#[webhook_core::on_event(group = "shop", ty = Order)]
#[cfg(any())]
fn created(order: Order) {
    drop(order);
}

const TABLE: DispatchTable<Shop> = Shop::dispatch_table();

fn main() {}
