use crate::senders::prelude::*;

/// Mollie, next generation. `sha256=` may be absent, as in its library.
pub const mollie: Sender = Sender {
    title: "Mollie, next generation",
    scheme: Some(
        Scheme::new(
            Algorithm::HmacSha256,
            SignatureLocation::RepeatedHeader("X-Mollie-Signature"),
        )
        .with_value(value("sha256={digest}"))
        .with_alternative(Alternative::new(
            ValueTemplate::DIGEST,
            Algorithm::HmacSha256,
        )),
    ),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Pointer("/id")),
    rotation: "the header is repeated, once for each secret",
    payload: Some(Expression::Body),
    source: "Mollie documentation, \"Webhooks\", \"Signature\"",
    evidence: Some(Evidence::ReadSource("mollie-api-php")),
    ..Sender::BLANK
};
