//! The rule of names is none of serde's.

use webhook_core::{Members, Sent};

#[derive(Members)]
#[serde(rename_all = "camel_case")]
struct Order {
    order_id: Sent<u64>,
}

fn main() {}
