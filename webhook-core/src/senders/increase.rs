use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// Increase. The key is the Base64 text of the secret; its library also has a way that takes the text itself.
pub const increase: Sender = Sender {
    title: "Increase",
    scheme: Some(V1),
    discriminator: &[Expression::Pointer("/category")],
    id: Some(Expression::Header("webhook-id")),
    payload: Some(Expression::Body),
    rotation: "a list of signatures, one for each active key",
    source: "increase, `events.unwrap`",
    evidence: Some(Evidence::RanOwnLibrary("increase 0.552.0 of PyPI")),
    ..Sender::BLANK
};
