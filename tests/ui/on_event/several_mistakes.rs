//! Mistakes in the attribute and in the function are reported at once.
//!
//! Errors: 3.

use webhook_core::on_event;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[on_event(grup = "shop")]
fn created<T>(order: &Order) {
    drop(order);
}

fn main() {}
