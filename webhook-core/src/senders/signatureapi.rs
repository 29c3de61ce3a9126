use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// SignatureAPI.
pub const signatureapi: Sender = Sender::new("SignatureAPI", V1)
    .with_discriminator(&[Expression::Pointer("/type")])
    .with_id(Expression::Header("webhook-id"))
    .with_rotation("a list of signatures, one for each active key")
    .with_source("https://signatureapi.com/docs/api/guides/how-to/verify-webhooks")
    .with_evidence(Evidence::RanReceiver("standardwebhooks 1.1.1 of npm"));
