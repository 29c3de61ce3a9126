use crate::senders::prelude::*;

/// Brevo, with a bearer token. Nothing is signed: one leaked request is enough to forge others.
pub const brevo: Sender = Sender {
    title: "Brevo, with a bearer token",
    scheme: Some(
        Scheme::in_header(Algorithm::Token, "Authorization").with_value(value("Bearer {digest}")),
    ),
    discriminator: &[Expression::Pointer("/event")],
    payload: Some(Expression::Body),
    source: "nuxt-webhook-validators, `brevo`",
    evidence: Some(Evidence::RanReceiver(
        "nuxt-webhook-validators 0.2.12 of npm",
    )),
    ..Sender::BLANK
};
