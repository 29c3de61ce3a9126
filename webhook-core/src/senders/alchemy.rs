use crate::senders::prelude::*;

/// Alchemy. The key is the whole text, with `whsec_`.
pub const alchemy: Sender = Sender {
    title: "Alchemy",
    scheme: Some(Scheme::in_header(
        Algorithm::HmacSha256,
        "X-Alchemy-Signature",
    )),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Pointer("/id")),
    source: "Alchemy documentation, \"Notify API\", and receivers",
    evidence: Some(Evidence::ReadSource("receivers of others")),
    ..Sender::BLANK
};
