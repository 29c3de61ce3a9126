use crate::senders::prelude::*;

/// Revolut. While a secret is rotated, there are several `v1` items.
pub const revolut: Sender = Sender {
    title: "Revolut",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "Revolut-Signature")
            .with_list(List::new(',', '=', Label::Is("v1")))
            .with_field(Field::new(
                "ts",
                Source::Header("Revolut-Request-Timestamp"),
            ))
            .with_message(message("v1.{ts}.{$request.body}"))
            .with_freshness(within("ts", TimeUnit::Milliseconds, 300)),
    ),
    discriminator: &[Expression::Pointer("/event")],
    rotation: "several `v1` items",
    source: "Revolut documentation, \"Verify the payload signature\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
