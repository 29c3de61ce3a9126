use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// Straddle. Its library calls that of Standard Webhooks.
pub const straddle: Sender = Sender::new("Straddle", V1)
    .with_discriminator(&[Expression::Pointer("/event_type")])
    .with_id(Expression::Header("webhook-id"))
    .with_payload(Expression::Pointer("/data"))
    .with_rotation("a list of signatures, one for each active key")
    .with_source("straddle 1.0.5 of PyPI, `webhooks.unwrap`")
    .with_evidence(Evidence::RanOwnLibrary("straddle 1.0.5 of PyPI"));
