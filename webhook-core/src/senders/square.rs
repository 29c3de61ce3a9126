use crate::senders::prelude::*;

/// Square. The signed URL is the configured one, as it was typed: set `public_url`. It has no border to the body.
pub const square: Sender = Sender {
    title: "Square",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "x-square-hmacsha256-signature")
            .with_encoding(Encoding::Base64)
            .with_message(message("{$url}{$request.body}"))
            .with_danger_touching_parts(),
    ),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Pointer("/event_id")),
    payload: Some(Expression::Pointer("/data")),
    source: "Square developer documentation, \"Validate webhook notifications\"",
    evidence: Some(Evidence::RanOwnLibrary("square 46.0.0 of npm")),
    ..Sender::BLANK
};
