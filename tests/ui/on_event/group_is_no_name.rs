//! The group's name could be no type's.

use webhook_core::on_event;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[on_event(group = "web-shop", ty = Order)]
fn created(order: Order) {
    drop(order);
}

fn main() {}
