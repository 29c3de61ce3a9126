use crate::senders::prelude::*;

/// CloudEvents, the protection against abuse. Any origin is agreed to: use
/// [`admit_handshakes`](crate::DispatcherBuilder::admit_handshakes) where only some may send.
pub const cloudevents: Sender = Sender::without_scheme("CloudEvents, the protection against abuse")
    .with_discriminator(&[Expression::Pointer("/type")])
    .with_id(Expression::Pointer("/id"))
    .with_payload(Expression::Pointer("/data"))
    .with_handshakes(&[Handshake::new("OPTIONS")
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
        ])])
    .with_source("CloudEvents, \"HTTP 1.1 Web Hooks for Event Delivery\", section 4")
    .with_evidence(Evidence::Documented);
