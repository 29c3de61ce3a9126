use crate::senders::prelude::*;

/// Postmark. Nothing is signed: the secret is `user:password`.
pub const postmark: Sender = Sender {
    title: "Postmark",
    scheme: Some(
        Scheme::in_header(Algorithm::Token, "Authorization")
            .with_value(value("Basic {digest}"))
            .with_key(KeyForm::Basic),
    ),
    discriminator: &[Expression::Pointer("/RecordType")],
    payload: Some(Expression::Body),
    source: "django-anymail, `webhooks/postmark.py`",
    evidence: Some(Evidence::RanReceiver("django-anymail 15.2 of PyPI")),
    ..Sender::BLANK
};
