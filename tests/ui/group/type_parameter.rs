//! The group has a type parameter.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(signature = none)]
enum Shop<T> {
    #[event("order.created")]
    OrderCreated(T),
}

fn main() {}
