use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// Polar. The headers are those of Standard Webhooks, but the key is the text, with its prefix.
pub const polar: Sender = Sender::new("Polar", V1.with_key(KeyForm::Utf8))
    .with_discriminator(&[Expression::Pointer("/type")])
    .with_id(Expression::Header("webhook-id"))
    .with_payload(Expression::Pointer("/data"))
    .with_rotation("a list of signatures, one for each active key")
    .with_source("@polar-sh/sdk, `validateEvent`")
    .with_evidence(Evidence::RanOwnLibrary(
        "@polar-sh/sdk 0.49.0 of npm, polar-sdk 1.0.2 of PyPI",
    ));
