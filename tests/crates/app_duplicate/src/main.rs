//! One event has two handlers, in two crates.

use warehouse as _;
use newsletter as _;
use group::Shop;
use webhook_core::DispatchTable;

static TABLE: DispatchTable<Shop> = Shop::dispatch_table();

fn main() {
    println!("{TABLE:?}");
}
