use crate::senders::prelude::*;

/// Worldpay. The header names the key before the signature: give the key that id in the keyring.
pub const worldpay: Sender = Sender {
    title: "Worldpay",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "Event-Signature")
            .with_value(value("SHA256/{digest}"))
            .with_list(List::new(',', '/', Label::KeyId)),
    ),
    discriminator: &[Expression::Pointer("/eventDetails/type")],
    id: Some(Expression::Pointer("/eventId")),
    rotation: "the header names the key",
    source: "Worldpay documentation, \"Webhooks\", \"Event-Signature\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
