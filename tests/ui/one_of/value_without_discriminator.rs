//! A variant has a value, but the enum has no discriminator.

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
