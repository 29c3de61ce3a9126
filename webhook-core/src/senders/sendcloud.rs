use crate::senders::prelude::*;

/// Sendcloud. The key is the signature key of the webhook, or the secret key of the integration.
pub const sendcloud: Sender = Sender::new(
    "Sendcloud",
    Scheme::in_header(Algorithm::HmacSha256, "Sendcloud-Signature"),
)
.with_discriminator(&[Expression::Pointer("/action")])
.with_source("https://sendcloud.dev/api/v3/webhooks")
.with_evidence(Evidence::ReadSource("receivers of others"));
