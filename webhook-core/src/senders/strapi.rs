use crate::senders::prelude::*;

/// Strapi. Nothing is signed: a header is configured, and here it is a bearer token.
pub const strapi: Sender = Sender {
    title: "Strapi",
    scheme: Some(
        Scheme::in_header(Algorithm::Token, "Authorization").with_value(value("Bearer {digest}")),
    ),
    discriminator: &[Expression::Pointer("/event")],
    payload: Some(Expression::Body),
    source: "Strapi, `services/webhook-runner.js`",
    evidence: Some(Evidence::ReadSource("@strapi/core 5.54.0")),
    ..Sender::BLANK
};
