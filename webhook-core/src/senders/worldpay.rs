use crate::senders::prelude::*;

/// Worldpay. The header names the key before the signature: give the key that id in the keyring.
pub const worldpay: Sender = Sender::new(
    "Worldpay",
    Scheme::in_header(Algorithm::HmacSha256, "Event-Signature")
        .with_value(value("SHA256/{digest}"))
        .with_list(List::new(',', '/', Label::KeyId)),
)
.with_discriminator(&[Expression::Pointer("/eventDetails/type")])
.with_id(Expression::Pointer("/eventId"))
.with_rotation("the header names the key")
.with_source("Worldpay documentation, \"Webhooks\", \"Event-Signature\"")
.with_evidence(Evidence::Documented);
