use crate::senders::prelude::*;

/// Ably. `X-Ably-Key` names the key, without being signed; the key is what follows `:` in it.
pub const ably: Sender = Sender {
    title: "Ably",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-Ably-Signature")
            .with_encoding(Encoding::Base64),
    ),
    source: "Ably documentation, \"Webhooks\", and receivers",
    evidence: Some(Evidence::ReadSource("receivers of others")),
    ..Sender::BLANK
};
