use crate::senders::prelude::*;

/// Coinbase Commerce. It sends no timestamp: say `idempotent`, or a delivery can be replayed.
pub const coinbase_commerce: Sender = Sender::new(
    "Coinbase Commerce",
    Scheme::in_header(Algorithm::HmacSha256, "X-CC-Webhook-Signature"),
)
.with_discriminator(&[Expression::Pointer("/event/type")])
.with_id(Expression::Pointer("/event/id"))
.with_payload(Expression::Pointer("/event/data"))
.with_source("Coinbase Commerce documentation, \"Webhook security\"")
.with_evidence(Evidence::RanOwnLibrary(
    "coinbase-commerce-node 1.0.4 of npm, coinbase-commerce 1.0.1 of PyPI",
));
