//! The group's type does not derive `EventGroup`.

use webhook_core::on_event;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

struct Shop;

#[on_event(group = "shop", ty = Order)]
fn created(order: Order) {
    drop(order);
}

fn main() {}
