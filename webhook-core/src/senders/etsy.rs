use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// Etsy.
pub const etsy: Sender = Sender::new("Etsy", V1)
    .with_id(Expression::Header("webhook-id"))
    .with_rotation("a list of signatures, one for each active key")
    .with_source("Etsy Open API documentation, \"Webhooks\"")
    .with_evidence(Evidence::Documented);
