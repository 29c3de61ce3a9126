use crate::senders::prelude::*;

/// Sumsub. A header names the algorithm, from a closed list; without it, it is HMAC-SHA256.
pub const sumsub: Sender = Sender {
    title: "Sumsub",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "x-payload-digest").with_algorithm_header(
            AlgorithmHeader::new("x-payload-digest-alg")
                .with("HMAC_SHA1_HEX", Algorithm::HmacSha1)
                .with("HMAC_SHA256_HEX", Algorithm::HmacSha256)
                .with("HMAC_SHA512_HEX", Algorithm::HmacSha512),
        ),
    ),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Pointer("/correlationId")),
    source: "Sumsub documentation, \"Verify webhook sender\", and receivers",
    evidence: Some(Evidence::ReadSource("receivers of others")),
    ..Sender::BLANK
};
