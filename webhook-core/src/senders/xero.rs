use crate::senders::prelude::*;

/// Xero. Its intent to receive gets an empty reply if it verifies.
pub const xero: Sender = Sender {
    title: "Xero",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "x-xero-signature")
            .with_encoding(Encoding::Base64),
    ),
    each: Some("/events"),
    discriminator: &[
        Expression::Item("/eventCategory"),
        Expression::Item("/eventType"),
    ],
    payload: Some(Expression::Item("")),
    handshakes: &[Handshake::new("POST")
        .when(&[Condition::present(Expression::Pointer("/entropy"))])
        .verified()],
    source: "Xero developer documentation, \"Webhooks\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
