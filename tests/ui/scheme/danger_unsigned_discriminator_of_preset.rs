//! `danger_unsigned_discriminator` is set, but the preset's sender signs its event.

use webhook_core::EventGroup;

#[derive(serde::Deserialize)]
struct Charge {
    id: String,
}

#[derive(EventGroup)]
#[event_group(preset = stripe, danger_unsigned_discriminator)]
enum Payments {
    #[event("charge.succeeded")]
    Succeeded(Charge),
}

fn main() {}
