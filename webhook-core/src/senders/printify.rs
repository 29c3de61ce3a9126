use crate::senders::prelude::*;

/// Printify.
pub const printify: Sender = Sender {
    title: "Printify",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-Pfy-Signature")
            .with_value(value("sha256={digest}")),
    ),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Pointer("/id")),
    source: "Printify API reference, \"Webhooks\", and receivers",
    evidence: Some(Evidence::ReadSource("receivers of others")),
    ..Sender::BLANK
};
