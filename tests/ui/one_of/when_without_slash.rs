//! A condition's pointer lacks its slash.

use webhook_core::OneOf;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(OneOf)]
enum Change {
    #[one_of(when("kind" = "order"))]
    Order(Order),
    Text(String),
}

fn main() {}
