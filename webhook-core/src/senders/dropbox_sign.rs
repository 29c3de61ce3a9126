use crate::senders::prelude::*;

/// Dropbox Sign. Only the time and the type of the event are signed.
///
/// The event is the part `json` of a body of several parts: enable the feature `multipart`.
pub const dropbox_sign: Sender = Sender {
    title: "Dropbox Sign",
    scheme: Some(
        Scheme::new(
            Algorithm::HmacSha256,
            SignatureLocation::Pointer("/event/event_hash"),
        )
        .with_field(Field::new("t", Source::Pointer("/event/event_time")).with_shape(Shape::Digits))
        .with_field(Field::new("e", Source::Pointer("/event/event_type")))
        .with_message(message("{t}{e}"))
        .with_document_in("json")
        .with_danger_touching_parts(),
    ),
    discriminator: &[Expression::Pointer("/event/event_type")],
    body: BodyKind::MultipartField("json"),
    any_media_type: true,
    replies: Replies::new().with_ok_body("text/plain", "Hello API Event Received"),
    payload: Some(Expression::Body),
    source: "Dropbox Sign API reference, \"Event verification\"",
    evidence: Some(Evidence::RanOwnLibrary(
        "@dropbox/sign 1.11.0 of npm, dropbox-sign 2.0.0 of PyPI",
    )),
    ..Sender::BLANK
};
