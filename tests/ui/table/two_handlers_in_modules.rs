//! Two modules handle the same event in functions of one name, and one function also handles other events.

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
    #[event("order.updated")]
    OrderUpdated(Order),
}

mod warehouse {
    use webhook_core::on_event;

    #[on_event(group = "super::shop", event = "order.updated")]
    fn updated() {}
}

mod newsletter {
    use webhook_core::on_event;

    #[on_event(group = "super::shop", events = ["order.created", "order.updated"])]
    fn updated() {}
}

static TABLE: DispatchTable<Shop> = Shop::dispatch_table();

fn main() {}
