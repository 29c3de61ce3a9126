//! A variant has its fields inline.

use webhook_core::OneOf;

#[derive(OneOf)]
enum Change {
    Text(String),
    #[one_of(when("/amount"))]
    Amount { amount: u64 },
}

fn main() {}
