use crate::senders::prelude::*;

/// Paystack. The key is the secret key of the API.
pub const paystack: Sender = Sender {
    title: "Paystack",
    scheme: Some(Scheme::in_header(
        Algorithm::HmacSha512,
        "x-paystack-signature",
    )),
    discriminator: &[Expression::Pointer("/event")],
    source: "Paystack documentation, \"Webhooks\", \"Verifying event origin\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
