use crate::senders::prelude::*;

/// Documenso. Nothing is signed: one leaked request is enough to forge others.
pub const documenso: Sender = Sender::new(
    "Documenso",
    Scheme::in_header(Algorithm::Token, "X-Documenso-Secret"),
)
.with_discriminator(&[Expression::Pointer("/event")])
.with_source("Documenso documentation, \"Webhooks\", \"Verification\"")
.with_evidence(Evidence::Documented);
