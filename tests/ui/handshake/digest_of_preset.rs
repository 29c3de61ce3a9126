//! A preset's handshake is safe with the preset's own message, but not with this one.

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
