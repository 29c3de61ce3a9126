//! The event's name stands for several payload types.

use webhook_core::{EventGroup, on_event};

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(serde::Deserialize)]
struct Payment {
    amount: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none)]
enum Shop {
    #[event("changed", when("/order"))]
    OrderChanged(Order),
    #[event("changed", when("/payment"))]
    PaymentChanged(Payment),
}

#[on_event(group = "shop", event = "changed")]
fn changed(order: Order) {
    drop(order);
}

fn main() {}
