//! A key is misspelt.

use webhook_core::on_event;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[on_event(group = "shop", evnt = "order.created")]
fn created(order: Order) {
    drop(order);
}

fn main() {}
