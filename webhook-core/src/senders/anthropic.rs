use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// Anthropic. `/type` is always `event`: the name of the event is in its data.
pub const anthropic: Sender = Sender {
    title: "Anthropic",
    scheme: Some(V1),
    discriminator: &[Expression::Pointer("/data/type")],
    id: Some(Expression::Header("webhook-id")),
    payload: Some(Expression::Pointer("/data")),
    rotation: "a list of signatures, one for each active key",
    source: "@anthropic-ai/sdk, `beta.webhooks.unwrap`",
    evidence: Some(Evidence::RanOwnLibrary(
        "@anthropic-ai/sdk 1.14.0 of npm, anthropic 2.14.0 of PyPI",
    )),
    ..Sender::BLANK
};
