use crate::senders::prelude::*;

/// Postmark. Nothing is signed: the secret is `user:password`.
pub const postmark: Sender = Sender::new(
    "Postmark",
    Scheme::in_header(Algorithm::Token, "Authorization")
        .with_value(value("Basic {digest}"))
        .with_key(KeyForm::Basic),
)
.with_discriminator(&[Expression::Pointer("/RecordType")])
.with_payload(Expression::Body)
.with_source("django-anymail, `webhooks/postmark.py`")
.with_evidence(Evidence::RanReceiver("django-anymail 15.2 of PyPI"));
