use crate::senders::prelude::*;

/// Sendbird. The key is the master API token.
pub const sendbird: Sender = Sender::new(
    "Sendbird",
    Scheme::in_header(Algorithm::HmacSha256, "x-sendbird-signature"),
)
.with_discriminator(&[Expression::Pointer("/category")])
.with_payload(Expression::Body)
.with_source("Sendbird documentation, \"Webhooks\", and receivers")
.with_evidence(Evidence::ReadSource("receivers of others"));
