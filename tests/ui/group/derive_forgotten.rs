//! The attribute is there, the derive is not.

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[event_group(signature = none)]
enum Shop {
    OrderCreated(Order),
}

fn main() {}
