use crate::senders::prelude::*;

/// Discourse. The event and the id are in headers that are not signed.
pub const discourse: Sender = Sender {
    title: "Discourse",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-Discourse-Event-Signature")
            .with_value(value("sha256={digest}")),
    ),
    discriminator: &[Expression::Header("X-Discourse-Event")],
    id: Some(Expression::Header("X-Discourse-Event-Id")),
    payload: Some(Expression::Body),
    source: "Discourse, `spec/jobs/emit_web_hook_event_spec.rb`",
    evidence: Some(Evidence::ReadSource("Discourse, and receivers of others")),
    ..Sender::BLANK
};
