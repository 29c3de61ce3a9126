use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// Dodo Payments.
pub const dodopayments: Sender = Sender::new("Dodo Payments", V1)
    .with_discriminator(&[Expression::Pointer("/type")])
    .with_id(Expression::Header("webhook-id"))
    .with_payload(Expression::Pointer("/data"))
    .with_rotation("a list of signatures, one for each active key")
    .with_source("dodopayments, `webhooks.unwrap`")
    .with_evidence(Evidence::RanOwnLibrary(
        "dodopayments 2.52.0 of npm, dodopayments 1.123.0 of PyPI",
    ));
