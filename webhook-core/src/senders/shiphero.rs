use crate::senders::prelude::*;

/// ShipHero. The id is in a header that is not signed.
pub const shiphero: Sender = Sender::new(
    "ShipHero",
    Scheme::in_header(Algorithm::HmacSha256, "x-shiphero-hmac-sha256")
        .with_encoding(Encoding::Base64),
)
.with_discriminator(&[Expression::Pointer("/webhook_type")])
.with_id(Expression::Header("X-Shiphero-Message-ID"))
.with_source("ShipHero documentation, \"Webhooks\", \"Verifying webhooks\"")
.with_evidence(Evidence::Documented);
