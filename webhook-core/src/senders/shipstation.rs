use crate::senders::prelude::*;

/// ShipStation and ShipEngine. Give the public key that the header names; it is not fetched.
///
/// Needs the feature `asymmetric`.
pub const shipstation: Sender = Sender {
    title: "ShipStation and ShipEngine",
    scheme: Some(
        Scheme::in_header(Algorithm::RsaSha256, "x-shipengine-rsa-sha256-signature")
            .with_encoding(Encoding::Base64)
            .with_key(KeyForm::Spki)
            .with_field(Field::new("ts", Source::Header("x-shipengine-timestamp")))
            .with_message(message("{ts}.{$request.body}"))
            .with_freshness(within("ts", TimeUnit::Rfc3339, 300)),
    ),
    discriminator: &[Expression::Pointer("/resource_type")],
    rotation: "a header names the key; give all of them to the keyring",
    source: "ShipStation documentation, \"Validating webhooks\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
