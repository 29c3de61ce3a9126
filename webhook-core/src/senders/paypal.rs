use crate::senders::prelude::*;

/// PayPal. Only a CRC-32 of the body is signed, and other bodies with the same CRC-32 are easy to make.
///
/// Fetch the certificate yourself and check it. Give its public key as the secret, and the webhook's id as the key's
/// id.
///
/// Needs the feature `asymmetric`.
pub const paypal: Sender = Sender {
    title: "PayPal",
    scheme: Some(
        Scheme::in_header(Algorithm::RsaSha256, "PAYPAL-TRANSMISSION-SIG")
            .with_encoding(Encoding::Base64)
            .with_key(KeyForm::Spki)
            .with_field(Field::new("id", Source::Header("PAYPAL-TRANSMISSION-ID")))
            .with_field(Field::new(
                "time",
                Source::Header("PAYPAL-TRANSMISSION-TIME"),
            ))
            .with_field(Field::new("webhook_id", Source::KeyId))
            .with_message(message("{id}|{time}|{webhook_id}|{$request.body | crc32}"))
            .with_required_header(RequiredHeader::equals("PAYPAL-AUTH-ALGO", "SHA256withRSA"))
            .with_required_header(RequiredHeader::starts_with(
                "PAYPAL-CERT-URL",
                "https://api.paypal.com/",
            ))
            .with_required_header(RequiredHeader::starts_with(
                "PAYPAL-CERT-URL",
                "https://api-m.paypal.com/",
            ))
            .with_required_header(RequiredHeader::starts_with(
                "PAYPAL-CERT-URL",
                "https://api.sandbox.paypal.com/",
            )),
    ),
    discriminator: &[Expression::Pointer("/event_type")],
    id: Some(Expression::Pointer("/id")),
    rotation: "certificates, named by a URL in the request",
    payload: Some(Expression::Pointer("/resource")),
    source: "PayPal developer documentation, \"Integrate webhooks\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
