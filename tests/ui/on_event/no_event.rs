//! Neither the attribute nor an argument says the event.

use webhook_core::on_event;

#[on_event(group = "shop")]
fn created() {}

fn main() {}
