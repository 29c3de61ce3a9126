use crate::senders::prelude::*;

/// Klaviyo. The time stands behind the body without a border, and its form is not known: its age is not checked.
pub const klaviyo: Sender = Sender {
    title: "Klaviyo",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "Klaviyo-Signature")
            .with_field(Field::new("ts", Source::Header("Klaviyo-Timestamp")))
            .with_message(message("{$request.body}{ts}"))
            .with_danger_touching_parts(),
    ),
    source: "Klaviyo documentation, \"Working with system webhooks\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
