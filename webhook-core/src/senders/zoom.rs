use crate::senders::prelude::*;

/// Zoom. Its SDK checks no timestamp; this library accepts five minutes, as its documentation asks.
///
/// Its question is answered if the token has only letters, digits, `-` and `_`: `v0:time:body` would be the message
/// of a delivery.
pub const zoom: Sender = Sender {
    title: "Zoom",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "x-zm-signature")
            .with_value(value("v0={digest}"))
            .with_field(Field::new("ts", Source::Header("x-zm-request-timestamp")))
            .with_message(message("v0:{ts}:{$request.body}"))
            .with_freshness(within("ts", TimeUnit::Seconds, 300)),
    ),
    discriminator: &[Expression::Pointer("/event")],
    handshakes: &[Handshake::new("POST")
        .when(&[Condition::equals(
            Expression::Pointer("/event"),
            "endpoint.url_validation",
        )])
        .digest(
            Digest::new(
                Expression::Pointer("/payload/plainToken"),
                Algorithm::HmacSha256,
                Encoding::Hex,
            )
            .within("{\"plainToken\":\"", "\"}")
            .repeating("\",\"encryptedToken\":\""),
        )
        .verified()],
    payload: Some(Expression::Pointer("/payload")),
    source: "Zoom developer documentation, \"Using webhooks\"",
    evidence: Some(Evidence::RanOwnLibrary("@zoom/rivet 0.4.0 of npm")),
    ..Sender::BLANK
};
