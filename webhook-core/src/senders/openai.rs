use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// OpenAI.
pub const openai: Sender = Sender::new("OpenAI", V1)
    .with_discriminator(&[Expression::Pointer("/type")])
    .with_id(Expression::Header("webhook-id"))
    .with_payload(Expression::Pointer("/data"))
    .with_rotation("a list of signatures, one for each active key")
    .with_source("openai, `webhooks.unwrap`")
    .with_evidence(Evidence::RanOwnLibrary(
        "openai 6.49.0 of npm, openai 3.57.0 of PyPI",
    ));
