//! A value is not a string.

use webhook_core::OneOf;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(OneOf)]
#[one_of(discriminator = "/kind")]
enum Change {
    #[one_of(order)]
    Order(Order),
}

fn main() {}
