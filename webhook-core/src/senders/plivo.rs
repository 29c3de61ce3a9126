use crate::senders::prelude::*;

/// Plivo, signatures of version 3. The parameters of the URL and the fields of the form are signed in order, without anything
/// that tells them apart. Where a URL is called by `GET`, say `method = GET, body = query`.
pub const plivo_v3: Sender = Sender {
    title: "Plivo, version 3",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-Plivo-Signature-V3")
            .with_encoding(Encoding::Base64)
            .with_list(List::unlabelled(','))
            .with_field(Field::new(
                "nonce",
                Source::Header("X-Plivo-Signature-V3-Nonce"),
            ))
            .with_message(message("{$url | sorted_with_form}.{nonce}"))
            .with_danger_touching_parts(),
    ),
    body: BodyKind::Form,
    discriminator: &[Expression::Pointer("/Event")],
    payload: Some(Expression::Body),
    rotation: "one more signature for the account above a subaccount",
    source: "plivo, `validateV3Signature`",
    evidence: Some(Evidence::RanOwnLibrary(
        "plivo 4.79.0 of npm, plivo 4.63.0 of PyPI",
    )),
    ..Sender::BLANK
};
