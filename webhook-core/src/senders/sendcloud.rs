use crate::senders::prelude::*;

/// Sendcloud. The key is the signature key of the webhook, or the secret key of the integration.
pub const sendcloud: Sender = Sender {
    title: "Sendcloud",
    scheme: Some(Scheme::in_header(
        Algorithm::HmacSha256,
        "Sendcloud-Signature",
    )),
    discriminator: &[Expression::Pointer("/action")],
    source: "https://sendcloud.dev/api/v3/webhooks",
    evidence: Some(Evidence::ReadSource("receivers of others")),
    ..Sender::BLANK
};
