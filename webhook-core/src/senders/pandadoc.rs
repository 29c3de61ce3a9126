use crate::senders::prelude::*;

/// PandaDoc. The signature is a parameter of the URL, and the body is an array of events.
pub const pandadoc: Sender = Sender {
    title: "PandaDoc",
    scheme: Some(Scheme::new(
        Algorithm::HmacSha256,
        SignatureLocation::Query("signature"),
    )),
    each: Some(""),
    discriminator: &[Expression::Item("/event")],
    payload: Some(Expression::Item("")),
    source: "PandaDoc documentation, \"Webhook verification\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
