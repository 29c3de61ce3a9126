use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// Whop. The headers are those of Standard Webhooks, but the key is the text, with its prefix.
pub const whop: Sender = Sender::new("Whop", V1.with_key(KeyForm::Utf8))
    .with_discriminator(&[Expression::Pointer("/type")])
    .with_id(Expression::Header("webhook-id"))
    .with_rotation("a list of signatures, one for each active key")
    .with_source("whop-sdk of PyPI, `webhooks.unwrap`")
    .with_evidence(Evidence::RanOwnLibrary("whop_sdk 2.6.0 of PyPI"));
