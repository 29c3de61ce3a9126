use crate::senders::prelude::*;

/// Hocuspocus.
pub const hocuspocus: Sender = Sender::new(
    "Hocuspocus",
    Scheme::in_header(Algorithm::HmacSha256, "X-Hocuspocus-Signature-256")
        .with_value(value("sha256={digest}")),
)
.with_discriminator(&[Expression::Pointer("/event")])
.with_payload(Expression::Pointer("/payload"))
.with_source("@hocuspocus/extension-webhook")
.with_evidence(Evidence::RanOwnLibrary(
    "@hocuspocus/extension-webhook 4.1.0 of npm",
));
