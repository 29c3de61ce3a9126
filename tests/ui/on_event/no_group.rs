//! A handler does not name its group.

use webhook_core::on_event;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[on_event(ty = Order)]
fn created(order: Order) {
    drop(order);
}

fn main() {}
