use crate::senders::prelude::*;

/// DocuSign Connect. It signs with every configured key: the keyring needs one of them.
pub const docusign: Sender = Sender {
    title: "DocuSign Connect",
    scheme: Some(
        Scheme::new(
            Algorithm::HmacSha256,
            SignatureLocation::NumberedHeaders("X-DocuSign-Signature-"),
        )
        .with_encoding(Encoding::Base64),
    ),
    discriminator: &[Expression::Pointer("/event")],
    rotation: "one numbered header for each configured key",
    payload: Some(Expression::Pointer("/data")),
    source: "DocuSign developer documentation, \"How to validate a webhook message using HMAC\"",
    evidence: Some(Evidence::RanReceiver(
        "nuxt-webhook-validators 0.2.12 of npm",
    )),
    ..Sender::BLANK
};
