//! The enum has a type parameter.

use webhook_core::OneOf;

#[derive(OneOf)]
enum Change<T> {
    Amount(T),
    Text(String),
}

fn main() {}
