use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// Whop. The headers are those of Standard Webhooks, but the key is the text, with its prefix.
pub const whop: Sender = Sender {
    title: "Whop",
    scheme: Some(V1.with_key(KeyForm::Utf8)),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Header("webhook-id")),
    rotation: "a list of signatures, one for each active key",
    source: "whop-sdk of PyPI, `webhooks.unwrap`",
    evidence: Some(Evidence::RanOwnLibrary("whop_sdk 2.6.0 of PyPI")),
    ..Sender::BLANK
};
