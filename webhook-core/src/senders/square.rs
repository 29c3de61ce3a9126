use crate::senders::prelude::*;

/// Square. The signed URL is the configured one, as it was typed: set `public_url`. It has no border to the body.
pub const square: Sender = Sender::new(
    "Square",
    Scheme::in_header(Algorithm::HmacSha256, "x-square-hmacsha256-signature")
        .with_encoding(Encoding::Base64)
        .with_message(message("{$url}{$request.body}"))
        .with_danger_touching_parts(),
)
.with_discriminator(&[Expression::Pointer("/type")])
.with_id(Expression::Pointer("/event_id"))
.with_payload(Expression::Pointer("/data"))
.with_source("Square developer documentation, \"Validate webhook notifications\"")
.with_evidence(Evidence::RanOwnLibrary("square 46.0.0 of npm"));
