//! A member has to be there.

use webhook_core::{Members, Sent};

#[derive(Members)]
struct Order {
    id: u64,
    note: Sent<String>,
}

fn main() {}
