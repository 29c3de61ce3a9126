//! The discriminator is in a header, which a value does not have.

use webhook_core::OneOf;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(OneOf)]
#[one_of(discriminator = "$request.header.X-Kind")]
enum Change {
    #[one_of("order")]
    Order(Order),
}

fn main() {}
