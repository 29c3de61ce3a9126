use crate::senders::prelude::*;

/// Notion. The first request carries the key of all later ones. It is acknowledged and never adopted: admit it, and
/// configure the key by hand.
pub const notion: Sender = Sender {
    title: "Notion",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-Notion-Signature")
            .with_value(value("sha256={digest}")),
    ),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Pointer("/id")),
    payload: Some(Expression::Body),
    handshakes: &[Handshake::new("POST")
        .when(&[Condition::present(Expression::Pointer(
            "/verification_token",
        ))])
        .admitted()],
    source: "@notionhq/client, `verifyWebhookSignature`",
    evidence: Some(Evidence::RanOwnLibrary("@notionhq/client 5.26.0 of npm")),
    ..Sender::BLANK
};
