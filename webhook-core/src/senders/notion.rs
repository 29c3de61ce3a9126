use crate::senders::prelude::*;

/// Notion. The first request carries the key of all later ones. It is acknowledged and never adopted: admit it, and
/// configure the key by hand.
pub const notion: Sender = Sender::new(
    "Notion",
    Scheme::in_header(Algorithm::HmacSha256, "X-Notion-Signature")
        .with_value(value("sha256={digest}")),
)
.with_discriminator(&[Expression::Pointer("/type")])
.with_id(Expression::Pointer("/id"))
.with_payload(Expression::Body)
.with_handshakes(&[Handshake::new("POST")
    .when(&[Condition::present(Expression::Pointer(
        "/verification_token",
    ))])
    .admitted()])
.with_source("@notionhq/client, `verifyWebhookSignature`")
.with_evidence(Evidence::RanOwnLibrary("@notionhq/client 5.26.0 of npm"));
