//! The derive is on a struct.

use webhook_core::OneOf;

#[derive(OneOf)]
struct Change {
    amount: u64,
}

fn main() {}
