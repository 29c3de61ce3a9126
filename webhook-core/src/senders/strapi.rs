use crate::senders::prelude::*;

/// Strapi. Nothing is signed: a header is configured, and here it is a bearer token.
pub const strapi: Sender = Sender::new(
    "Strapi",
    Scheme::in_header(Algorithm::Token, "Authorization").with_value(value("Bearer {digest}")),
)
.with_discriminator(&[Expression::Pointer("/event")])
.with_payload(Expression::Body)
.with_source("Strapi, `services/webhook-runner.js`")
.with_evidence(Evidence::ReadSource("@strapi/core 5.54.0"));
