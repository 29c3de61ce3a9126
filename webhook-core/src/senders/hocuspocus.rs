use crate::senders::prelude::*;

/// Hocuspocus.
pub const hocuspocus: Sender = Sender {
    title: "Hocuspocus",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-Hocuspocus-Signature-256")
            .with_value(value("sha256={digest}")),
    ),
    discriminator: &[Expression::Pointer("/event")],
    payload: Some(Expression::Pointer("/payload")),
    source: "@hocuspocus/extension-webhook",
    evidence: Some(Evidence::RanOwnLibrary(
        "@hocuspocus/extension-webhook 4.1.0 of npm",
    )),
    ..Sender::BLANK
};
