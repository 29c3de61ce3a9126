//! A variant has a value, and the enum no discriminator.

use webhook_core::OneOf;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(OneOf)]
enum Change {
    #[one_of("order")]
    Order(Order),
    Text(String),
}

fn main() {}
