use crate::senders::prelude::*;

/// Sentry integrations. The resource, the id and the timestamp are in headers that are not signed.
pub const sentry: Sender = Sender {
    title: "Sentry integrations",
    scheme: Some(Scheme::in_header(
        Algorithm::HmacSha256,
        "Sentry-Hook-Signature",
    )),
    discriminator: &[
        Expression::Header("Sentry-Hook-Resource"),
        Expression::Pointer("/action"),
    ],
    id: Some(Expression::Header("Request-ID")),
    payload: Some(Expression::Pointer("/data")),
    source: "Sentry documentation, \"Webhooks\", \"Verifying the signature\"",
    evidence: Some(Evidence::RanReceiver("@hookflo/tern 4.1.0 of npm")),
    ..Sender::BLANK
};
