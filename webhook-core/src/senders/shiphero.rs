use crate::senders::prelude::*;

/// ShipHero. The id is in a header that is not signed.
pub const shiphero: Sender = Sender {
    title: "ShipHero",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "x-shiphero-hmac-sha256")
            .with_encoding(Encoding::Base64),
    ),
    discriminator: &[Expression::Pointer("/webhook_type")],
    id: Some(Expression::Header("X-Shiphero-Message-ID")),
    source: "ShipHero documentation, \"Webhooks\", \"Verifying webhooks\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
