use crate::senders::prelude::*;

/// CloudEvents, the protection against abuse. Any origin is agreed to: use
/// [`admit_handshakes`](crate::DispatcherBuilder::admit_handshakes) where only some may send.
pub const cloudevents: Sender = Sender {
    title: "CloudEvents, the protection against abuse",
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Pointer("/id")),
    payload: Some(Expression::Pointer("/data")),
    handshakes: &[Handshake::new("OPTIONS")
        .when(&[Condition::present(Expression::Header(
            "WebHook-Request-Origin",
        ))])
        .echo_headers(&[
            (
                Expression::Header("WebHook-Request-Origin"),
                "webhook-allowed-origin",
            ),
            (
                Expression::Header("WebHook-Request-Rate"),
                "webhook-allowed-rate",
            ),
        ])],
    source: "CloudEvents, \"HTTP 1.1 Web Hooks for Event Delivery\", section 4",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
