//! Neither the attribute nor an argument names the event.

use webhook_core::on_event;

#[on_event(group = "shop")]
fn created() {}

fn main() {}
