use crate::senders::prelude::*;

/// MailerSend.
pub const mailersend: Sender = Sender::new(
    "MailerSend",
    Scheme::in_header(Algorithm::HmacSha256, "Signature"),
)
.with_discriminator(&[Expression::Pointer("/type")])
.with_payload(Expression::Pointer("/data"))
.with_source("django-anymail, `webhooks/mailersend.py`")
.with_evidence(Evidence::RanReceiver("django-anymail 15.2 of PyPI"));
