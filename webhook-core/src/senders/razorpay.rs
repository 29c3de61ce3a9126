use crate::senders::prelude::*;

/// Razorpay. It sends no timestamp: say `idempotent`, or a delivery can be replayed.
pub const razorpay: Sender = Sender {
    title: "Razorpay",
    scheme: Some(Scheme::in_header(
        Algorithm::HmacSha256,
        "X-Razorpay-Signature",
    )),
    discriminator: &[Expression::Pointer("/event")],
    rotation: "give both secrets to the keyring",
    source: "Razorpay documentation, \"Validate and test webhooks\"",
    evidence: Some(Evidence::RanOwnLibrary(
        "razorpay 2.9.8 of npm, razorpay 2.0.1 of PyPI",
    )),
    ..Sender::BLANK
};
