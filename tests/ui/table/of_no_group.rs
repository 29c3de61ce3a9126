//! The table belongs to an enum that is not a group.

use webhook_core::DispatchTable;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

enum Shop {
    OrderCreated(Order),
}

static TABLE: DispatchTable<Shop> = Shop::dispatch_table();

fn main() {}
