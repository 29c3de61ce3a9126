//! A key of the enum is on a variant.

use webhook_core::OneOf;

#[derive(OneOf)]
enum Change {
    #[one_of(discriminator = "/kind")]
    Text(String),
}

fn main() {}
