use crate::senders::prelude::*;

/// SendGrid event webhook. The body is signed with its last line break. Its library checks no timestamp; this one
/// does.
///
/// Needs the feature `asymmetric`.
pub const sendgrid: Sender = Sender::new(
    "SendGrid event webhook",
    Scheme::in_header(
        Algorithm::EcdsaP256,
        "X-Twilio-Email-Event-Webhook-Signature",
    )
    .with_encoding(Encoding::Base64)
    .with_key(KeyForm::Spki)
    .with_field(Field::new(
        "ts",
        Source::Header("X-Twilio-Email-Event-Webhook-Timestamp"),
    ))
    .with_message(message("{ts}{$request.body}"))
    .with_freshness(within("ts", TimeUnit::Seconds, 300)),
)
.with_each("")
.with_discriminator(&[Expression::Item("/event")])
.with_id(Expression::Item("/sg_event_id"))
.with_payload(Expression::Item(""))
.with_rotation("one key for each configuration")
.with_source(
    "Twilio SendGrid documentation, \"Getting started with the Event Webhook security features\"",
)
.with_evidence(Evidence::RanOwnLibrary(
    "@sendgrid/eventwebhook 8.0.0 of npm, sendgrid 6.12.5 of PyPI",
));
