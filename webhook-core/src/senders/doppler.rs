use crate::senders::prelude::*;

/// Doppler.
pub const doppler: Sender = Sender {
    title: "Doppler",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "x-doppler-signature")
            .with_value(value("sha256={digest}")),
    ),
    source: "@hookflo/tern, `platforms`",
    evidence: Some(Evidence::RanReceiver("@hookflo/tern 4.1.0 of npm")),
    ..Sender::BLANK
};
