use crate::senders::prelude::*;

/// Creem.
pub const creem: Sender = Sender {
    title: "Creem",
    scheme: Some(Scheme::in_header(Algorithm::HmacSha256, "creem-signature")),
    discriminator: &[Expression::Pointer("/eventType")],
    id: Some(Expression::Pointer("/id")),
    payload: Some(Expression::Pointer("/object")),
    source: "@creem_io/webhook-types",
    evidence: Some(Evidence::RanOwnLibrary(
        "@creem_io/webhook-types 1.0.1 of npm",
    )),
    ..Sender::BLANK
};
