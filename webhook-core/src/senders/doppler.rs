use crate::senders::prelude::*;

/// Doppler.
pub const doppler: Sender = Sender::new(
    "Doppler",
    Scheme::in_header(Algorithm::HmacSha256, "x-doppler-signature")
        .with_value(value("sha256={digest}")),
)
.with_source("@hookflo/tern, `platforms`")
.with_evidence(Evidence::RanReceiver("@hookflo/tern 4.1.0 of npm"));
