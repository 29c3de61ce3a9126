use crate::senders::prelude::*;
use crate::senders::standard_webhooks::V1;

/// BigCommerce. The headers are those of Standard Webhooks, but the key is the text of the client secret.
pub const bigcommerce: Sender = Sender {
    title: "BigCommerce",
    scheme: Some(V1.with_key(KeyForm::Utf8)),
    discriminator: &[Expression::Pointer("/scope")],
    id: Some(Expression::Header("webhook-id")),
    rotation: "a list of signatures, one for each active key",
    source: "BigCommerce documentation, \"Webhooks\", \"Security\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
