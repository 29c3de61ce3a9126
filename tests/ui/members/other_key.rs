//! A key of serde that the derive does not read.

use webhook_core::{Members, Sent};

#[derive(Members)]
struct Order {
    #[serde(alias = "number")]
    id: Sent<u64>,
}

fn main() {}
