use crate::senders::prelude::*;

/// MailerSend.
pub const mailersend: Sender = Sender {
    title: "MailerSend",
    scheme: Some(Scheme::in_header(Algorithm::HmacSha256, "Signature")),
    discriminator: &[Expression::Pointer("/type")],
    payload: Some(Expression::Pointer("/data")),
    source: "django-anymail, `webhooks/mailersend.py`",
    evidence: Some(Evidence::RanReceiver("django-anymail 15.2 of PyPI")),
    ..Sender::BLANK
};
