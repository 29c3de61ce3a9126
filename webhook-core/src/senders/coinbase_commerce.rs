use crate::senders::prelude::*;

/// Coinbase Commerce. It sends no timestamp: say `idempotent`, or a delivery can be replayed.
pub const coinbase_commerce: Sender = Sender {
    title: "Coinbase Commerce",
    scheme: Some(Scheme::in_header(
        Algorithm::HmacSha256,
        "X-CC-Webhook-Signature",
    )),
    discriminator: &[Expression::Pointer("/event/type")],
    id: Some(Expression::Pointer("/event/id")),
    payload: Some(Expression::Pointer("/event/data")),
    source: "Coinbase Commerce documentation, \"Webhook security\"",
    evidence: Some(Evidence::RanOwnLibrary(
        "coinbase-commerce-node 1.0.4 of npm, coinbase-commerce 1.0.1 of PyPI",
    )),
    ..Sender::BLANK
};
