//! The group's name cannot be the name of a type.

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
