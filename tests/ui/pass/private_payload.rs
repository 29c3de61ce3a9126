//! A public group with a payload that is private to its crate: rustc only warns about the field.
#![expect(private_interfaces, reason = "the payload is this program's alone")]

use webhook_core::{EventGroup, on_event};

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type")]
pub enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

#[on_event(group = "shop")]
fn created(order: Order) {
    println!("{}", order.id);
}

fn main() {
    let _ = Shop::dispatch_table();
}
