use crate::senders::prelude::*;

/// StateSet. It sends no timestamp: say `idempotent`, or a delivery can be replayed.
pub const stateset: Sender = Sender {
    title: "StateSet",
    scheme: Some(Scheme::in_header(
        Algorithm::HmacSha256,
        "X-StateSet-Signature",
    )),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Pointer("/id")),
    payload: Some(Expression::Pointer("/data")),
    source: "StateSet documentation, \"Webhooks\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
