use crate::senders::prelude::*;

/// Dwolla. Its library does not verify.
pub const dwolla: Sender = Sender {
    title: "Dwolla",
    scheme: Some(Scheme::in_header(
        Algorithm::HmacSha256,
        "X-Request-Signature-SHA-256",
    )),
    discriminator: &[Expression::Pointer("/topic")],
    id: Some(Expression::Pointer("/id")),
    source: "Dwolla documentation, \"Process and validate webhooks\", and receivers",
    evidence: Some(Evidence::ReadSource("receivers of others")),
    ..Sender::BLANK
};
