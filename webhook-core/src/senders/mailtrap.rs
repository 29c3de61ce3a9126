use crate::senders::prelude::*;

/// Mailtrap. A delivery has several events. The id of an inbound event may change over retries.
pub const mailtrap: Sender = Sender {
    title: "Mailtrap",
    scheme: Some(Scheme::in_header(
        Algorithm::HmacSha256,
        "Mailtrap-Signature",
    )),
    each: Some("/events"),
    discriminator: &[Expression::Item("/event")],
    id: Some(Expression::Item("/event_id")),
    payload: Some(Expression::Item("")),
    source: "django-anymail, `webhooks/mailtrap.py`",
    evidence: Some(Evidence::RanReceiver("django-anymail 15.2 of PyPI")),
    ..Sender::BLANK
};
