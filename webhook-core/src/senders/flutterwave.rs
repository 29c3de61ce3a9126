use crate::senders::prelude::*;

/// Flutterwave, version 3. Nothing is signed: one leaked request is enough to forge others.
pub const flutterwave_v3: Sender = Sender {
    title: "Flutterwave, version 3",
    scheme: Some(Scheme::in_header(Algorithm::Token, "verif-hash")),
    discriminator: &[Expression::Pointer("/event")],
    source: "Flutterwave documentation, \"Webhooks\", version 3",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};

/// Flutterwave, version 4.
pub const flutterwave_v4: Sender = Sender {
    title: "Flutterwave, version 4",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "flutterwave-signature")
            .with_encoding(Encoding::Base64),
    ),
    discriminator: &[Expression::Pointer("/type")],
    source: "Flutterwave documentation, \"Webhooks\", version 4",
    evidence: Some(Evidence::ReadSource("receivers of others")),
    ..Sender::BLANK
};
