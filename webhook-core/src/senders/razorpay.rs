use crate::senders::prelude::*;

/// Razorpay. It sends no timestamp: say `idempotent`, or a delivery can be replayed.
pub const razorpay: Sender = Sender::new(
    "Razorpay",
    Scheme::in_header(Algorithm::HmacSha256, "X-Razorpay-Signature"),
)
.with_discriminator(&[Expression::Pointer("/event")])
.with_rotation("give both secrets to the keyring")
.with_source("Razorpay documentation, \"Validate and test webhooks\"")
.with_evidence(Evidence::RanOwnLibrary(
    "razorpay 2.9.8 of npm, razorpay 2.0.1 of PyPI",
));
