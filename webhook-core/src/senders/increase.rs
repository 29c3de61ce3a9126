use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// Increase. The key is the Base64 text of the secret; its library also has a way that takes the text itself.
pub const increase: Sender = Sender::new("Increase", V1)
    .with_discriminator(&[Expression::Pointer("/category")])
    .with_id(Expression::Header("webhook-id"))
    .with_payload(Expression::Body)
    .with_rotation("a list of signatures, one for each active key")
    .with_source("increase, `events.unwrap`")
    .with_evidence(Evidence::RanOwnLibrary("increase 0.552.0 of PyPI"));
