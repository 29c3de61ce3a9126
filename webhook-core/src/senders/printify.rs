use crate::senders::prelude::*;

/// Printify.
pub const printify: Sender = Sender::new(
    "Printify",
    Scheme::in_header(Algorithm::HmacSha256, "X-Pfy-Signature")
        .with_value(value("sha256={digest}")),
)
.with_discriminator(&[Expression::Pointer("/type")])
.with_id(Expression::Pointer("/id"))
.with_source("Printify API reference, \"Webhooks\", and receivers")
.with_evidence(Evidence::ReadSource("receivers of others"));
