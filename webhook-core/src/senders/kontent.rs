use crate::senders::prelude::*;

/// Kontent.ai. A delivery has several notifications.
pub const kontent: Sender = Sender {
    title: "Kontent.ai",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-Kontent-ai-Signature")
            .with_encoding(Encoding::Base64),
    ),
    each: Some("/notifications"),
    discriminator: &[
        Expression::Item("/message/object_type"),
        Expression::Item("/message/action"),
    ],
    payload: Some(Expression::Item("/data")),
    source: "@kontent-ai/webhook-helper",
    evidence: Some(Evidence::RanOwnLibrary(
        "@kontent-ai/webhook-helper 3.0.3 of npm",
    )),
    ..Sender::BLANK
};
