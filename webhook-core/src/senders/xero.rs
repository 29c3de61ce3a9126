use crate::senders::prelude::*;

/// Xero. Its intent to receive gets an empty reply if it verifies.
pub const xero: Sender = Sender::new(
    "Xero",
    Scheme::in_header(Algorithm::HmacSha256, "x-xero-signature").with_encoding(Encoding::Base64),
)
.with_each("/events")
.with_discriminator(&[
    Expression::Item("/eventCategory"),
    Expression::Item("/eventType"),
])
.with_payload(Expression::Item(""))
.with_handshakes(&[Handshake::new("POST")
    .when(&[Condition::present(Expression::Pointer("/entropy"))])
    .verified()])
.with_source("Xero developer documentation, \"Webhooks\"")
.with_evidence(Evidence::Documented);
