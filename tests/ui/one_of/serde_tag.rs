//! The discriminator is called as serde calls it.

use webhook_core::OneOf;

#[derive(OneOf)]
#[one_of(tag = "kind")]
enum Change {
    Text(String),
}

fn main() {}
