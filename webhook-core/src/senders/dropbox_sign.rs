use crate::senders::prelude::*;

/// Dropbox Sign. Only the time and the type of the event are signed.
///
/// The event is the part `json` of a body of several parts: enable the feature `multipart`.
pub const dropbox_sign: Sender = Sender::new(
    "Dropbox Sign",
    Scheme::new(
        Algorithm::HmacSha256,
        SignatureLocation::Pointer("/event/event_hash"),
    )
    .with_field(Field::new("t", Source::Pointer("/event/event_time")).with_shape(Shape::Digits))
    .with_field(Field::new("e", Source::Pointer("/event/event_type")))
    .with_message(message("{t}{e}"))
    .with_document_in("json")
    .with_danger_touching_parts(),
)
.with_discriminator(&[Expression::Pointer("/event/event_type")])
.with_body(BodyKind::MultipartField("json"))
.with_any_media_type()
.with_replies(Replies::new().with_ok_body("text/plain", "Hello API Event Received"))
.with_payload(Expression::Body)
.with_source("Dropbox Sign API reference, \"Event verification\"")
.with_evidence(Evidence::RanOwnLibrary(
    "@dropbox/sign 1.11.0 of npm, dropbox-sign 2.0.0 of PyPI",
));
