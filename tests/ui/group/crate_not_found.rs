//! `crate` names neither a crate nor a module: one error, not one for each use.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, crate = "web_hooks")]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
