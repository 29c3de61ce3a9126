use crate::senders::prelude::*;

/// X. The key is the consumer secret. Its question wants a digest made with the key that signs deliveries: only
/// letters, digits, `-` and `_` that are not JSON are digested, for a group that signs `{$request.body}` alone.
pub const x_twitter: Sender = Sender {
    title: "X",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "x-twitter-webhooks-signature")
            .with_encoding(Encoding::Base64)
            .with_value(value("sha256={digest}")),
    ),
    payload: Some(Expression::Body),
    handshakes: &[Handshake::new("GET")
        .when(&[Condition::present(Expression::Query("crc_token"))])
        .digest(
            Digest::new(
                Expression::Query("crc_token"),
                Algorithm::HmacSha256,
                Encoding::Base64,
            )
            .within("{\"response_token\":\"sha256=", "\"}"),
        )],
    source: "X developer documentation, \"Securing webhooks\"",
    evidence: Some(Evidence::ReadSource("receivers of others")),
    ..Sender::BLANK
};
