use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// BigCommerce. The headers are those of Standard Webhooks, but the key is the text of the client secret.
pub const bigcommerce: Sender = Sender::new("BigCommerce", V1.with_key(KeyForm::Utf8))
    .with_discriminator(&[Expression::Pointer("/scope")])
    .with_id(Expression::Header("webhook-id"))
    .with_rotation("a list of signatures, one for each active key")
    .with_source("BigCommerce documentation, \"Webhooks\", \"Security\"")
    .with_evidence(Evidence::Documented);
