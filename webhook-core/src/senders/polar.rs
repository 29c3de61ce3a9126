use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// Polar. The headers are those of Standard Webhooks, but the key is the text, with its prefix.
pub const polar: Sender = Sender {
    title: "Polar",
    scheme: Some(V1.with_key(KeyForm::Utf8)),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Header("webhook-id")),
    payload: Some(Expression::Pointer("/data")),
    rotation: "a list of signatures, one for each active key",
    source: "@polar-sh/sdk, `validateEvent`",
    evidence: Some(Evidence::RanOwnLibrary(
        "@polar-sh/sdk 0.49.0 of npm, polar-sdk 1.0.2 of PyPI",
    )),
    ..Sender::BLANK
};
