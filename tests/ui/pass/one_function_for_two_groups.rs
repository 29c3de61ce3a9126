//! One function handles events of two groups, and another handles several events.
#![deny(warnings)]

use webhook_core::{DispatchTable, EventGroup, on_event};

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type")]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
    #[event("order.updated")]
    OrderUpdated(Order),
}

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type")]
enum OldShop {
    #[event("order")]
    Order(Order),
}

#[on_event(group = "shop", events = ["order.created", "order.updated"])]
#[on_event(group = "old_shop")]
fn changed(order: Order) {
    println!("{}", order.id);
}

static SHOP: DispatchTable<Shop> = Shop::dispatch_table();
static OLD_SHOP: DispatchTable<OldShop> = OldShop::dispatch_table();

fn main() {
    let _ = (SHOP, OLD_SHOP);
}
