//! A media type is given, but only `any` is allowed.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = none, media_type = "text/plain")]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
