use crate::senders::prelude::*;

/// SendGrid event webhook. The body is signed with its last line break. Its library checks no timestamp; this one
/// does.
///
/// Needs the feature `asymmetric`.
pub const sendgrid: Sender = Sender {
    title: "SendGrid event webhook",
    scheme: Some(
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
    ),
    each: Some(""),
    discriminator: &[Expression::Item("/event")],
    id: Some(Expression::Item("/sg_event_id")),
    payload: Some(Expression::Item("")),
    rotation: "one key for each configuration",
    source: "Twilio SendGrid documentation, \"Getting started with the Event Webhook security features\"",
    evidence: Some(Evidence::RanOwnLibrary(
        "@sendgrid/eventwebhook 8.0.0 of npm, sendgrid 6.12.5 of PyPI",
    )),
    ..Sender::BLANK
};
