//! `event` and `events` are both given.

use webhook_core::on_event;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[on_event(group = "shop", event = "order.created", events = ["order.updated"])]
fn changed(order: Order) {
    drop(order);
}

fn main() {}
