use crate::senders::prelude::*;

/// Discourse. The event and the id are in headers that are not signed.
pub const discourse: Sender = Sender::new(
    "Discourse",
    Scheme::in_header(Algorithm::HmacSha256, "X-Discourse-Event-Signature")
        .with_value(value("sha256={digest}")),
)
.with_discriminator(&[Expression::Header("X-Discourse-Event")])
.with_id(Expression::Header("X-Discourse-Event-Id"))
.with_payload(Expression::Body)
.with_source("Discourse, `spec/jobs/emit_web_hook_event_spec.rb`")
.with_evidence(Evidence::ReadSource("Discourse, and receivers of others"));
