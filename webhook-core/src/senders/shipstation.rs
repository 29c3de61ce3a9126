use crate::senders::prelude::*;

/// ShipStation and ShipEngine. Give the public key that the header names; it is not fetched.
///
/// Needs the feature `asymmetric`.
pub const shipstation: Sender = Sender::new(
    "ShipStation and ShipEngine",
    Scheme::in_header(Algorithm::RsaSha256, "x-shipengine-rsa-sha256-signature")
        .with_encoding(Encoding::Base64)
        .with_key(KeyForm::Spki)
        .with_field(Field::new("ts", Source::Header("x-shipengine-timestamp")))
        .with_message(message("{ts}.{$request.body}"))
        .with_freshness(within("ts", TimeUnit::Rfc3339, 300)),
)
.with_discriminator(&[Expression::Pointer("/resource_type")])
.with_rotation("a header names the key; give all of them to the keyring")
.with_source("ShipStation documentation, \"Validating webhooks\"")
.with_evidence(Evidence::Documented);
