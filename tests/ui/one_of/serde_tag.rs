//! The discriminator has the name that serde uses.

use webhook_core::OneOf;

#[derive(OneOf)]
#[one_of(tag = "kind")]
enum Change {
    Text(String),
}

fn main() {}
