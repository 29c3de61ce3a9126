use crate::senders::prelude::*;

/// Flutterwave, version 3. Nothing is signed: one leaked request is enough to forge others.
pub const flutterwave_v3: Sender = Sender::new(
    "Flutterwave, version 3",
    Scheme::in_header(Algorithm::Token, "verif-hash"),
)
.with_discriminator(&[Expression::Pointer("/event")])
.with_source("Flutterwave documentation, \"Webhooks\", version 3")
.with_evidence(Evidence::Documented);

/// Flutterwave, version 4.
pub const flutterwave_v4: Sender = Sender::new(
    "Flutterwave, version 4",
    Scheme::in_header(Algorithm::HmacSha256, "flutterwave-signature")
        .with_encoding(Encoding::Base64),
)
.with_discriminator(&[Expression::Pointer("/type")])
.with_source("Flutterwave documentation, \"Webhooks\", version 4")
.with_evidence(Evidence::ReadSource("receivers of others"));
