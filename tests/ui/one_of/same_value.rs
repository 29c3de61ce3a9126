//! Two variants have the same value.

use webhook_core::OneOf;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(OneOf)]
#[one_of(discriminator = "/kind")]
enum Change {
    #[one_of("order")]
    Created(Order),
    #[one_of("order")]
    Updated(Order),
}

fn main() {}
