use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// OpenAI.
pub const openai: Sender = Sender {
    title: "OpenAI",
    scheme: Some(V1),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Header("webhook-id")),
    payload: Some(Expression::Pointer("/data")),
    rotation: "a list of signatures, one for each active key",
    source: "openai, `webhooks.unwrap`",
    evidence: Some(Evidence::RanOwnLibrary(
        "openai 6.49.0 of npm, openai 3.57.0 of PyPI",
    )),
    ..Sender::BLANK
};
