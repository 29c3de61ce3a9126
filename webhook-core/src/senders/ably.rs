use crate::senders::prelude::*;

/// Ably. `X-Ably-Key` names the key, without being signed; the key is what follows `:` in it.
pub const ably: Sender = Sender::new(
    "Ably",
    Scheme::in_header(Algorithm::HmacSha256, "X-Ably-Signature").with_encoding(Encoding::Base64),
)
.with_source("Ably documentation, \"Webhooks\", and receivers")
.with_evidence(Evidence::ReadSource("receivers of others"));
