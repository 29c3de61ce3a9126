//! Events and their handlers are removed by `cfg` together.
#![deny(warnings)]

use webhook_core::{DispatchTable, EventGroup, on_event};

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type")]
enum Shop {
    #[cfg(any())]
    #[event("order.archived")]
    OrderArchived(NoSuchType),
    #[cfg(all())]
    #[cfg_attr(all(), event("order.created"))]
    OrderCreated(Order),
}

#[on_event(group = "shop")]
#[cfg(any())]
fn archived(order: NoSuchType) {}

#[cfg(any())]
#[on_event(group = "shop")]
fn archived(order: NoSuchType) {}

#[on_event(group = "shop")]
#[cfg(not(any()))]
fn created(order: Order) {
    println!("{}", order.id);
}

static TABLE: DispatchTable<Shop> = Shop::dispatch_table();

fn main() {
    let _ = TABLE;
}
