//! The attribute is on a whole `impl` block.

use webhook_core::on_event;

struct Warehouse;

#[on_event(group = "shop")]
impl Warehouse {
    fn created() {}
}

fn main() {}
