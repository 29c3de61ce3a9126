//! The program's own sender leaves its event unsigned, and the group does not accept that.

use webhook_core::EventGroup;
use webhook_core::scheme::{Algorithm, Expression, Scheme};
use webhook_core::senders::Sender;

const SCHEME: Scheme<'static> = Scheme::in_header(Algorithm::HmacSha256, "X-Acme-Signature");
pub const ACME: Sender =
    Sender::new("Acme", SCHEME).with_discriminator(&[Expression::Header("X-Acme-Event")]);

#[derive(EventGroup)]
#[event_group(preset = crate::ACME)]
pub enum Acme {
    #[event("ping")]
    Ping,
}

fn main() {}
