use crate::senders::prelude::*;
use crate::senders::standard_webhooks::SVIX;

/// Resend.
pub const resend: Sender = Sender::new("Resend", SVIX)
    .with_discriminator(&[Expression::Pointer("/type")])
    .with_id(Expression::Header("svix-id"))
    .with_payload(Expression::Pointer("/data"))
    .with_rotation("a list of signatures, one for each active key")
    .with_source("resend, `webhooks.verify`")
    .with_evidence(Evidence::RanOwnLibrary(
        "resend 6.38.0 of npm, resend 2.52.0 of PyPI",
    ));
