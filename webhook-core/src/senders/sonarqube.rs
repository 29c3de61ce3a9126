use crate::senders::prelude::*;

/// SonarQube. There is one kind of event.
pub const sonarqube: Sender = Sender::new(
    "SonarQube",
    Scheme::in_header(Algorithm::HmacSha256, "X-Sonar-Webhook-HMAC-SHA256"),
)
.with_discriminator(&[Expression::Pointer("/status")])
.with_payload(Expression::Body)
.with_source("SonarQube documentation, \"Webhooks\", and receivers")
.with_evidence(Evidence::ReadSource("receivers of others"));
