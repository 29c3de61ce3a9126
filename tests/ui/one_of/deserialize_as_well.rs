//! serde's derive is on the enum as well.

use webhook_core::OneOf;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(serde::Deserialize, OneOf)]
enum Change {
    Order(Order),
    Text(String),
}

fn main() {}
