use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// Lithic.
pub const lithic: Sender = Sender {
    title: "Lithic",
    scheme: Some(V1),
    discriminator: &[Expression::Pointer("/event_type")],
    id: Some(Expression::Header("webhook-id")),
    payload: Some(Expression::Body),
    rotation: "a list of signatures, one for each active key",
    source: "lithic, `webhooks.parse`",
    evidence: Some(Evidence::RanOwnLibrary(
        "lithic 0.145.0 of npm, lithic 0.133.0 of PyPI",
    )),
    ..Sender::BLANK
};
