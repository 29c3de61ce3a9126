use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// Lithic.
pub const lithic: Sender = Sender::new("Lithic", V1)
    .with_discriminator(&[Expression::Pointer("/event_type")])
    .with_id(Expression::Header("webhook-id"))
    .with_payload(Expression::Body)
    .with_rotation("a list of signatures, one for each active key")
    .with_source("lithic, `webhooks.parse`")
    .with_evidence(Evidence::RanOwnLibrary(
        "lithic 0.145.0 of npm, lithic 0.133.0 of PyPI",
    ));
