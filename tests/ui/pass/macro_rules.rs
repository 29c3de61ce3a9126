//! Groups and handlers that macros make.
#![deny(warnings)]

use webhook_core::{DispatchTable, EventGroup, Meta, on_event};

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

macro_rules! group {
    ($name:ident { $($variant:ident($payload:ty) = $event:literal),+ }) => {
        #[derive(EventGroup)]
        #[event_group(signature = none, discriminator = "/type")]
        enum $name { $(#[event($event)] $variant($payload)),+ }
    };
}

macro_rules! handler {
    ($function:ident, $group:ty, $event:literal, $payload:ty) => {
        #[on_event(group = $group, event = $event, ty = $payload)]
        fn $function(payload: $payload, meta: Meta) {
            let _ = (payload, meta);
        }
    };
    ($function:ident, $group:ty, $payload:ty) => {
        #[on_event(group = $group)]
        async fn $function(payload: $payload) {
            let _ = payload;
        }
    };
}

group!(Shop {
    Created(Order) = "created",
    Updated(Order) = "updated",
    Notes(Vec<String>) = "notes"
});
group!(Bank { Paid(u64) = "paid" });
handler!(created, Shop, "created", Order);
handler!(updated, Shop, "updated", Order);
handler!(notes, Shop, Vec<String>);
handler!(paid, Bank, u64);

static SHOP: DispatchTable<Shop> = Shop::dispatch_table();
static BANK: DispatchTable<Bank> = Bank::dispatch_table();

fn main() {
    let _ = (SHOP, BANK, |order: Order| order.id);
}
