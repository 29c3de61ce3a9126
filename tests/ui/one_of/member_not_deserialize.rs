//! A member does not derive `Deserialize`.

use webhook_core::OneOf;

struct Order {
    id: u64,
}

#[derive(OneOf)]
enum Change {
    Order(Order),
    Text(String),
}

fn main() {}
