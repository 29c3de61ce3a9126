use crate::senders::prelude::*;

/// Postal. The public key belongs to the installation. Newer versions also sign with SHA-256, in another header.
///
/// Needs the feature `asymmetric`.
pub const postal: Sender = Sender::new(
    "Postal",
    Scheme::in_header(Algorithm::RsaSha1, "X-Postal-Signature")
        .with_encoding(Encoding::Base64)
        .with_key(KeyForm::Spki),
)
.with_discriminator(&[Expression::Pointer("/event")])
.with_id(Expression::Pointer("/uuid"))
.with_payload(Expression::Pointer("/payload"))
.with_source("django-anymail, `webhooks/postal.py`")
.with_evidence(Evidence::RanReceiver("django-anymail 15.2 of PyPI"));
