use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// Straddle. Its library calls that of Standard Webhooks.
pub const straddle: Sender = Sender {
    title: "Straddle",
    scheme: Some(V1),
    discriminator: &[Expression::Pointer("/event_type")],
    id: Some(Expression::Header("webhook-id")),
    payload: Some(Expression::Pointer("/data")),
    rotation: "a list of signatures, one for each active key",
    source: "straddle 1.0.5 of PyPI, `webhooks.unwrap`",
    evidence: Some(Evidence::RanOwnLibrary("straddle 1.0.5 of PyPI")),
    ..Sender::BLANK
};
