//! A fallback for every event does not count as a handler in the table.

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

#[on_event(group = "shop")]
fn any(event: Shop) {
    drop(event);
}

static TABLE: DispatchTable<Shop> = Shop::dispatch_table();

fn main() {}
