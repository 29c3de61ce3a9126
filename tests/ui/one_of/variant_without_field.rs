//! A variant has no field.

use webhook_core::OneOf;

#[derive(OneOf)]
enum Change {
    Text(String),
    Nothing,
}

fn main() {}
