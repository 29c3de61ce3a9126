use crate::senders::prelude::*;

/// Mandrill. The signed URL is the configured one: set `public_url`. It has no border to the fields of the form.
/// The form has one field, with an array of events. `/_id` is the message, which has many events.
pub const mandrill: Sender = Sender {
    title: "Mandrill",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha1, "X-Mandrill-Signature")
            .with_encoding(Encoding::Base64)
            .with_message(message("{$url}{$request.body | sorted_form}"))
            .with_danger_touching_parts(),
    ),
    body: BodyKind::FormField("mandrill_events"),
    each: Some(""),
    discriminator: &[Expression::Item("/event")],
    payload: Some(Expression::Item("")),
    handshakes: &[Handshake::new("HEAD")],
    source: "django-anymail, `webhooks/mandrill.py`",
    evidence: Some(Evidence::RanReceiver("django-anymail 15.2 of PyPI")),
    ..Sender::BLANK
};
