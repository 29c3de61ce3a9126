//! serde's derive is on the struct as well.

use webhook_core::{Members, Sent};

#[derive(serde::Deserialize, Members)]
struct Order {
    id: Sent<u64>,
}

fn main() {}
