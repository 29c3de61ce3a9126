//! The attribute is on a struct.

use webhook_core::on_event;

#[on_event(group = "shop")]
struct Handler;

fn main() {}
