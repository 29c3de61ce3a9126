use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// Dodo Payments.
pub const dodopayments: Sender = Sender {
    title: "Dodo Payments",
    scheme: Some(V1),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Header("webhook-id")),
    payload: Some(Expression::Pointer("/data")),
    rotation: "a list of signatures, one for each active key",
    source: "dodopayments, `webhooks.unwrap`",
    evidence: Some(Evidence::RanOwnLibrary(
        "dodopayments 2.52.0 of npm, dodopayments 1.123.0 of PyPI",
    )),
    ..Sender::BLANK
};
