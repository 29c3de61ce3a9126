use crate::senders::prelude::*;

/// LINE. The check of an endpoint is a delivery without events.
pub const line: Sender = Sender {
    title: "LINE",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "x-line-signature")
            .with_encoding(Encoding::Base64),
    ),
    each: Some("/events"),
    discriminator: &[Expression::Item("/type")],
    id: Some(Expression::Item("/webhookEventId")),
    payload: Some(Expression::Item("")),
    source: "@line/bot-sdk, `validateSignature`",
    evidence: Some(Evidence::RanOwnLibrary(
        "@line/bot-sdk 11.0.0 of npm, line-bot-sdk 3.27.0 of PyPI",
    )),
    ..Sender::BLANK
};
