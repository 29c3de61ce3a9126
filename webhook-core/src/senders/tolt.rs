use crate::senders::prelude::*;
use crate::senders::standard_webhooks::SVIX;

/// Tolt.
pub const tolt: Sender = Sender::new("Tolt", SVIX)
    .with_discriminator(&[Expression::Pointer("/type")])
    .with_id(Expression::Header("svix-id"))
    .with_payload(Expression::Pointer("/data"))
    .with_rotation("a list of signatures, one for each active key")
    .with_source("Tolt documentation, \"Webhooks\"")
    .with_evidence(Evidence::RanReceiver(
        "svix 2.5.0 of npm, svix 2.9.1 of PyPI",
    ));
