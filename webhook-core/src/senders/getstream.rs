use crate::senders::prelude::*;

/// Stream. A compressed body must be decompressed before: it is signed as it was.
pub const getstream: Sender = Sender {
    title: "Stream",
    scheme: Some(Scheme::in_header(Algorithm::HmacSha256, "X-Signature")),
    discriminator: &[Expression::Pointer("/type")],
    payload: Some(Expression::Body),
    source: "stream-chat, `verifyWebhook`",
    evidence: Some(Evidence::RanOwnLibrary("stream-chat 9.53.0 of npm")),
    ..Sender::BLANK
};
