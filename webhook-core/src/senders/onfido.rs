use crate::senders::prelude::*;

/// Onfido.
pub const onfido: Sender = Sender::new(
    "Onfido",
    Scheme::in_header(Algorithm::HmacSha256, "X-SHA2-Signature"),
)
.with_discriminator(&[
    Expression::Pointer("/payload/resource_type"),
    Expression::Pointer("/payload/action"),
])
.with_payload(Expression::Pointer("/payload"))
.with_source("@onfido/api, `WebhookEventVerifier`")
.with_evidence(Evidence::RanOwnLibrary(
    "@onfido/api 6.2.0 of npm, onfido-python 6.2.0 of PyPI",
));
