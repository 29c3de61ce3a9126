use crate::senders::prelude::*;

/// LINE. The check of an endpoint is a delivery without events.
pub const line: Sender = Sender::new(
    "LINE",
    Scheme::in_header(Algorithm::HmacSha256, "x-line-signature").with_encoding(Encoding::Base64),
)
.with_each("/events")
.with_discriminator(&[Expression::Item("/type")])
.with_id(Expression::Item("/webhookEventId"))
.with_payload(Expression::Item(""))
.with_source("@line/bot-sdk, `validateSignature`")
.with_evidence(Evidence::RanOwnLibrary(
    "@line/bot-sdk 11.0.0 of npm, line-bot-sdk 3.27.0 of PyPI",
));
