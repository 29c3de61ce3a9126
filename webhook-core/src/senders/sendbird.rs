use crate::senders::prelude::*;

/// Sendbird. The key is the master API token.
pub const sendbird: Sender = Sender {
    title: "Sendbird",
    scheme: Some(Scheme::in_header(
        Algorithm::HmacSha256,
        "x-sendbird-signature",
    )),
    discriminator: &[Expression::Pointer("/category")],
    payload: Some(Expression::Body),
    source: "Sendbird documentation, \"Webhooks\", and receivers",
    evidence: Some(Evidence::ReadSource("receivers of others")),
    ..Sender::BLANK
};
