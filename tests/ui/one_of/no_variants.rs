//! The enum has no variants.

use webhook_core::OneOf;

#[derive(OneOf)]
enum Change {}

fn main() {}
