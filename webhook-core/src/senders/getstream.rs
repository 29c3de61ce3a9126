use crate::senders::prelude::*;

/// Stream. A compressed body must be decompressed before: it is signed as it was.
pub const getstream: Sender = Sender::new(
    "Stream",
    Scheme::in_header(Algorithm::HmacSha256, "X-Signature"),
)
.with_discriminator(&[Expression::Pointer("/type")])
.with_payload(Expression::Body)
.with_source("stream-chat, `verifyWebhook`")
.with_evidence(Evidence::RanOwnLibrary("stream-chat 9.53.0 of npm"));
