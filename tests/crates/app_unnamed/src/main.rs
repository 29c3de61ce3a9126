//! The crate of the handlers is a dependency that nothing names.

use group::Shop;
use webhook_core::DispatchTable;

static TABLE: DispatchTable<Shop> = Shop::dispatch_table();

fn main() {
    println!("{TABLE:?}");
}
