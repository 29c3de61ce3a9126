//! A variant's rule is in two attributes.

use webhook_core::OneOf;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(OneOf)]
#[one_of(discriminator = "/kind")]
enum Change {
    #[one_of("order")]
    #[one_of(when("/id"))]
    Order(Order),
}

fn main() {}
