//! `events` is empty.

use webhook_core::on_event;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[on_event(group = "shop", events = [])]
fn changed(order: Order) {
    drop(order);
}

fn main() {}
