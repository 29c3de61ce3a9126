use crate::senders::prelude::*;

/// Twilio. The signed URL is the configured one: set `public_url`. It has the hash of a JSON body. The names and the
/// values of a form have no borders.
pub const twilio: Sender = Sender {
    title: "Twilio",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha1, "X-Twilio-Signature")
            .with_encoding(Encoding::Base64)
            .with_message(message("{$url | any_port}{$request.body | sorted_form}"))
            .with_danger_touching_parts()
            .with_algorithm_header(
                AlgorithmHeader::new("X-Twilio-Webhooks-Signature-Settings")
                    .with_item("algorithm")
                    .with("HMAC_SHA256", Algorithm::HmacSha256)
                    .with("HMAC_SHA1", Algorithm::HmacSha1),
            ),
    ),
    body: BodyKind::Form,
    payload: Some(Expression::Body),
    replies: Replies::new()
        .with_rejected(403)
        .with_ok_body("text/xml", "<Response/>"),
    rotation: "a second token, verified while it becomes the first",
    source: "Twilio documentation, \"Webhooks security\"",
    evidence: Some(Evidence::RanOwnLibrary(
        "twilio 6.3.1 of npm, twilio 9.13.0 of PyPI",
    )),
    ..Sender::BLANK
};
