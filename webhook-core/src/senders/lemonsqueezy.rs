use crate::senders::prelude::*;

/// Lemon Squeezy. Deliveries have no id and no timestamp: one can be sent again.
pub const lemonsqueezy: Sender = Sender {
    title: "Lemon Squeezy",
    scheme: Some(Scheme::in_header(Algorithm::HmacSha256, "X-Signature")),
    discriminator: &[Expression::Pointer("/meta/event_name")],
    payload: Some(Expression::Pointer("/data")),
    source: "Lemon Squeezy documentation, \"Signing requests\"",
    evidence: Some(Evidence::RanReceiver("@hookflo/tern 4.1.0 of npm")),
    ..Sender::BLANK
};
