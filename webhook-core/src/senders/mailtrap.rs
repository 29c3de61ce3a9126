use crate::senders::prelude::*;

/// Mailtrap. A delivery has several events. The id of an inbound event may change over retries.
pub const mailtrap: Sender = Sender::new(
    "Mailtrap",
    Scheme::in_header(Algorithm::HmacSha256, "Mailtrap-Signature"),
)
.with_each("/events")
.with_discriminator(&[Expression::Item("/event")])
.with_id(Expression::Item("/event_id"))
.with_payload(Expression::Item(""))
.with_source("django-anymail, `webhooks/mailtrap.py`")
.with_evidence(Evidence::RanReceiver("django-anymail 15.2 of PyPI"));
