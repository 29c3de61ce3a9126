//! The enum has the attribute, but not the derive.

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[event_group(signature = none)]
enum Shop {
    OrderCreated(Order),
}

fn main() {}
