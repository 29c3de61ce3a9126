//! One event has no handler.

use clerk as _;
use group::Shop;
use webhook_core::DispatchTable;

static TABLE: DispatchTable<Shop> = Shop::dispatch_table();

fn main() {
    println!("{TABLE:?}");
}
