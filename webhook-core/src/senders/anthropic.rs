use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// Anthropic. `/type` is always `event`: the name of the event is in its data.
pub const anthropic: Sender = Sender::new("Anthropic", V1)
    .with_discriminator(&[Expression::Pointer("/data/type")])
    .with_id(Expression::Header("webhook-id"))
    .with_payload(Expression::Pointer("/data"))
    .with_rotation("a list of signatures, one for each active key")
    .with_source("@anthropic-ai/sdk, `beta.webhooks.unwrap`")
    .with_evidence(Evidence::RanOwnLibrary(
        "@anthropic-ai/sdk 1.14.0 of npm, anthropic 2.14.0 of PyPI",
    ));
