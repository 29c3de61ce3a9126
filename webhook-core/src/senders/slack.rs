use crate::senders::prelude::*;

/// Slack. Commands are forms, which are verified the same way. The reply is empty, because a command would show it.
pub const slack: Sender = Sender::new(
    "Slack",
    Scheme::in_header(Algorithm::HmacSha256, "X-Slack-Signature")
        .with_value(value("v0={digest}"))
        .with_field(Field::new(
            "ts",
            Source::Header("X-Slack-Request-Timestamp"),
        ))
        .with_message(message("v0:{ts}:{$request.body}"))
        .with_freshness(within("ts", TimeUnit::Seconds, 300)),
)
.with_discriminator(&[Expression::Pointer("/type")])
.with_id(Expression::Pointer("/event_id"))
.with_any_media_type()
.with_handshakes(&[Handshake::new("POST")
    .when(&[Condition::equals(
        Expression::Pointer("/type"),
        "url_verification",
    )])
    .echo(Expression::Pointer("/challenge"))
    .verified()])
.with_replies(Replies::new().with_ok_body("text/plain", ""))
.with_source("Slack developer documentation, \"Verifying requests from Slack\"")
.with_evidence(Evidence::RanOwnLibrary(
    "@slack/bolt 5.1.0, slack-sdk 3.48.0",
));
