use crate::senders::prelude::*;

/// Documenso. Nothing is signed: one leaked request is enough to forge others.
pub const documenso: Sender = Sender {
    title: "Documenso",
    scheme: Some(Scheme::in_header(Algorithm::Token, "X-Documenso-Secret")),
    discriminator: &[Expression::Pointer("/event")],
    source: "Documenso documentation, \"Webhooks\", \"Verification\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
