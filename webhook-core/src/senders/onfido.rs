use crate::senders::prelude::*;

/// Onfido.
pub const onfido: Sender = Sender {
    title: "Onfido",
    scheme: Some(Scheme::in_header(Algorithm::HmacSha256, "X-SHA2-Signature")),
    discriminator: &[
        Expression::Pointer("/payload/resource_type"),
        Expression::Pointer("/payload/action"),
    ],
    payload: Some(Expression::Pointer("/payload")),
    source: "@onfido/api, `WebhookEventVerifier`",
    evidence: Some(Evidence::RanOwnLibrary(
        "@onfido/api 6.2.0 of npm, onfido-python 6.2.0 of PyPI",
    )),
    ..Sender::BLANK
};
