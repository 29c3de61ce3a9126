use crate::senders::prelude::*;

/// Postal. The public key belongs to the installation. Newer versions also sign with SHA-256, in another header.
///
/// Needs the feature `asymmetric`.
pub const postal: Sender = Sender {
    title: "Postal",
    scheme: Some(
        Scheme::in_header(Algorithm::RsaSha1, "X-Postal-Signature")
            .with_encoding(Encoding::Base64)
            .with_key(KeyForm::Spki),
    ),
    discriminator: &[Expression::Pointer("/event")],
    id: Some(Expression::Pointer("/uuid")),
    payload: Some(Expression::Pointer("/payload")),
    source: "django-anymail, `webhooks/postal.py`",
    evidence: Some(Evidence::RanReceiver("django-anymail 15.2 of PyPI")),
    ..Sender::BLANK
};
