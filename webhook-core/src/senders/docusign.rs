use crate::senders::prelude::*;

/// DocuSign Connect. It signs with every configured key: the keyring needs one of them.
pub const docusign: Sender = Sender::new(
    "DocuSign Connect",
    Scheme::new(
        Algorithm::HmacSha256,
        SignatureLocation::NumberedHeaders("X-DocuSign-Signature-"),
    )
    .with_encoding(Encoding::Base64),
)
.with_discriminator(&[Expression::Pointer("/event")])
.with_rotation("one numbered header for each configured key")
.with_payload(Expression::Pointer("/data"))
.with_source("DocuSign developer documentation, \"How to validate a webhook message using HMAC\"")
.with_evidence(Evidence::RanReceiver(
    "nuxt-webhook-validators 0.2.12 of npm",
));
