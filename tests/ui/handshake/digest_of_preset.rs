//! A preset whose handshake is safe beside its own message, and not beside this one.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(
    preset = zoom,
    signature(preset = zoom, message = "{ts}{$request.body}")
)]
pub enum Group {
    #[event("a")]
    A,
}

fn main() {}
