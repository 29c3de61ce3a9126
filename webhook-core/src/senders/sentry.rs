use crate::senders::prelude::*;

/// Sentry integrations. The resource, the id and the timestamp are in headers that are not signed.
pub const sentry: Sender = Sender::new(
    "Sentry integrations",
    Scheme::in_header(Algorithm::HmacSha256, "Sentry-Hook-Signature"),
)
.with_discriminator(&[
    Expression::Header("Sentry-Hook-Resource"),
    Expression::Pointer("/action"),
])
.with_id(Expression::Header("Request-ID"))
.with_payload(Expression::Pointer("/data"))
.with_source("Sentry documentation, \"Webhooks\", \"Verifying the signature\"")
.with_evidence(Evidence::RanReceiver("@hookflo/tern 4.1.0 of npm"));
