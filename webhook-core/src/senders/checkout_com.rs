use crate::senders::prelude::*;

/// Checkout.com. Its libraries do not verify.
pub const checkout_com: Sender = Sender::new(
    "Checkout.com",
    Scheme::in_header(Algorithm::HmacSha256, "Cko-Signature"),
)
.with_discriminator(&[Expression::Pointer("/type")])
.with_id(Expression::Pointer("/id"))
.with_source("Checkout.com documentation, \"Manage webhooks\"")
.with_evidence(Evidence::Documented);
