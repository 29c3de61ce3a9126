use crate::senders::prelude::*;

/// Intercom. It asks a `HEAD` when you set up the endpoint, and signs with SHA-1.
pub const intercom: Sender = Sender {
    title: "Intercom",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha1, "X-Hub-Signature")
            .with_value(value("sha1={digest}")),
    ),
    discriminator: &[Expression::Pointer("/topic")],
    id: Some(Expression::Pointer("/id")),
    handshakes: &[Handshake::new("HEAD")],
    payload: Some(Expression::Pointer("/data/item")),
    source: "Intercom developer documentation, \"Webhook notifications\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
