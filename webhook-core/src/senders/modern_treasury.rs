use crate::senders::prelude::*;

/// Modern Treasury. The topic and the id are in headers that are not signed.
pub const modern_treasury: Sender = Sender::new(
    "Modern Treasury",
    Scheme::in_header(Algorithm::HmacSha256, "X-Signature"),
)
.with_discriminator(&[Expression::Header("X-Topic"), Expression::Pointer("/event")])
.with_id(Expression::Header("X-Webhook-ID"))
.with_source("modern-treasury, `webhooks.validateSignature`")
.with_evidence(Evidence::RanOwnLibrary(
    "modern-treasury 3.3.0 of npm, modern-treasury 1.80.0 of PyPI",
));
