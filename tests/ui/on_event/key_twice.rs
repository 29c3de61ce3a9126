//! `event` is given once for each of several events.

use webhook_core::on_event;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[on_event(group = "shop", event = "order.created", event = "order.updated")]
fn changed(order: Order) {
    drop(order);
}

fn main() {}
