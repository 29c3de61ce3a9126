use crate::senders::prelude::*;

/// SonarQube. There is one kind of event.
pub const sonarqube: Sender = Sender {
    title: "SonarQube",
    scheme: Some(Scheme::in_header(
        Algorithm::HmacSha256,
        "X-Sonar-Webhook-HMAC-SHA256",
    )),
    discriminator: &[Expression::Pointer("/status")],
    payload: Some(Expression::Body),
    source: "SonarQube documentation, \"Webhooks\", and receivers",
    evidence: Some(Evidence::ReadSource("receivers of others")),
    ..Sender::BLANK
};
