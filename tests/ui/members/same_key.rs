//! Two members have one key.

use webhook_core::{Members, Sent};

#[derive(Members)]
#[serde(rename_all = "camelCase")]
struct Order {
    order_id: Sent<u64>,
    #[serde(rename = "orderId")]
    id: Sent<u64>,
}

fn main() {}
