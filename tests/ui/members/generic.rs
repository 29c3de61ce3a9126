//! The struct has a type parameter.

use webhook_core::{Members, Sent};

#[derive(Members)]
struct Page<T> {
    items: Sent<Vec<T>>,
}

fn main() {}
