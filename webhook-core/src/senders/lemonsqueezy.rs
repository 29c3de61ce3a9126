use crate::senders::prelude::*;

/// Lemon Squeezy. Deliveries have no id and no timestamp: one can be sent again.
pub const lemonsqueezy: Sender = Sender::new(
    "Lemon Squeezy",
    Scheme::in_header(Algorithm::HmacSha256, "X-Signature"),
)
.with_discriminator(&[Expression::Pointer("/meta/event_name")])
.with_payload(Expression::Pointer("/data"))
.with_source("Lemon Squeezy documentation, \"Signing requests\"")
.with_evidence(Evidence::RanReceiver("@hookflo/tern 4.1.0 of npm"));
