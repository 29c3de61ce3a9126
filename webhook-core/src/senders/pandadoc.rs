use crate::senders::prelude::*;

/// PandaDoc. The signature is a parameter of the URL, and the body is an array of events.
pub const pandadoc: Sender = Sender::new(
    "PandaDoc",
    Scheme::new(Algorithm::HmacSha256, SignatureLocation::Query("signature")),
)
.with_each("")
.with_discriminator(&[Expression::Item("/event")])
.with_payload(Expression::Item(""))
.with_source("PandaDoc documentation, \"Webhook verification\"")
.with_evidence(Evidence::Documented);
