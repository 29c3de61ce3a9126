use crate::senders::prelude::*;

/// Webflow. Its library checks no timestamp; this one does.
pub const webflow: Sender = Sender {
    title: "Webflow",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "x-webflow-signature")
            .with_field(Field::new("ts", Source::Header("x-webflow-timestamp")))
            .with_message(message("{ts}:{$request.body}"))
            .with_freshness(within("ts", TimeUnit::Milliseconds, 300)),
    ),
    discriminator: &[Expression::Pointer("/triggerType")],
    payload: Some(Expression::Pointer("/payload")),
    source: "Webflow developer documentation, \"Working with webhooks\"",
    evidence: Some(Evidence::RanOwnLibrary("webflow-api 3.3.4 of npm")),
    ..Sender::BLANK
};
