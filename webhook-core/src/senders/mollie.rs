use crate::senders::prelude::*;

/// Mollie, next generation. `sha256=` may be absent, as in its library.
pub const mollie: Sender = Sender::new(
    "Mollie, next generation",
    Scheme::new(
        Algorithm::HmacSha256,
        SignatureLocation::RepeatedHeader("X-Mollie-Signature"),
    )
    .with_value(value("sha256={digest}"))
    .with_alternative(Alternative::new(
        ValueTemplate::DIGEST,
        Algorithm::HmacSha256,
    )),
)
.with_discriminator(&[Expression::Pointer("/type")])
.with_id(Expression::Pointer("/id"))
.with_rotation("the header is repeated, once for each secret")
.with_payload(Expression::Body)
.with_source("Mollie documentation, \"Webhooks\", \"Signature\"")
.with_evidence(Evidence::ReadSource("mollie-api-php"));
