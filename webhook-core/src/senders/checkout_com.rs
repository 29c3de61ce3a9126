use crate::senders::prelude::*;

/// Checkout.com. Its libraries do not verify.
pub const checkout_com: Sender = Sender {
    title: "Checkout.com",
    scheme: Some(Scheme::in_header(Algorithm::HmacSha256, "Cko-Signature")),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Pointer("/id")),
    source: "Checkout.com documentation, \"Manage webhooks\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
