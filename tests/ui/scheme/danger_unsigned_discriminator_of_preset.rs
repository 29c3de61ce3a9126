//! A preset's event is said to be unsigned, and its sender signs it.

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
