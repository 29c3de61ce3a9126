use crate::senders::prelude::*;

/// Brevo, with a bearer token. Nothing is signed: one leaked request is enough to forge others.
pub const brevo: Sender = Sender::new(
    "Brevo, with a bearer token",
    Scheme::in_header(Algorithm::Token, "Authorization").with_value(value("Bearer {digest}")),
)
.with_discriminator(&[Expression::Pointer("/event")])
.with_payload(Expression::Body)
.with_source("nuxt-webhook-validators, `brevo`")
.with_evidence(Evidence::RanReceiver(
    "nuxt-webhook-validators 0.2.12 of npm",
));
