use crate::senders::prelude::*;

/// Modern Treasury. The topic and the id are in headers that are not signed.
pub const modern_treasury: Sender = Sender {
    title: "Modern Treasury",
    scheme: Some(Scheme::in_header(Algorithm::HmacSha256, "X-Signature")),
    discriminator: &[Expression::Header("X-Topic"), Expression::Pointer("/event")],
    id: Some(Expression::Header("X-Webhook-ID")),
    source: "modern-treasury, `webhooks.validateSignature`",
    evidence: Some(Evidence::RanOwnLibrary(
        "modern-treasury 3.3.0 of npm, modern-treasury 1.80.0 of PyPI",
    )),
    ..Sender::BLANK
};
