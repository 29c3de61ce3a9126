use crate::senders::prelude::*;

/// Webflow. Its library checks no timestamp; this one does.
pub const webflow: Sender = Sender::new(
    "Webflow",
    Scheme::in_header(Algorithm::HmacSha256, "x-webflow-signature")
        .with_field(Field::new("ts", Source::Header("x-webflow-timestamp")))
        .with_message(message("{ts}:{$request.body}"))
        .with_freshness(within("ts", TimeUnit::Milliseconds, 300)),
)
.with_discriminator(&[Expression::Pointer("/triggerType")])
.with_payload(Expression::Pointer("/payload"))
.with_source("Webflow developer documentation, \"Working with webhooks\"")
.with_evidence(Evidence::RanOwnLibrary("webflow-api 3.3.4 of npm"));
