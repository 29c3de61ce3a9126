use crate::senders::prelude::*;

/// Paystack. The key is the secret key of the API.
pub const paystack: Sender = Sender::new(
    "Paystack",
    Scheme::in_header(Algorithm::HmacSha512, "x-paystack-signature"),
)
.with_discriminator(&[Expression::Pointer("/event")])
.with_source("Paystack documentation, \"Webhooks\", \"Verifying event origin\"")
.with_evidence(Evidence::Documented);
