use crate::senders::prelude::*;

/// Slack, the Events API. The event is what `event` holds; without one, such as in `app_rate_limited`, it is the body.
///
/// The reply is empty, because a command would show it.
pub const slack: Sender = Sender {
    title: "Slack, the Events API",
    scheme: Some(SCHEME),
    discriminator: &[Expression::FirstOf(&[
        Expression::Pointer("/event/type"),
        Expression::Pointer("/type"),
    ])],
    id: Some(Expression::Pointer("/event_id")),
    payload: Some(Expression::FirstOf(&[
        Expression::Pointer("/event"),
        Expression::Body,
    ])),
    handshakes: &[Handshake::new("POST")
        .when(&[Condition::equals(
            Expression::Pointer("/type"),
            "url_verification",
        )])
        .echo(Expression::Pointer("/challenge"))
        .verified()],
    replies: EMPTY,
    source: SOURCE,
    evidence: Some(LIBRARIES),
    ..Sender::BLANK
};

/// Slack commands: `/deploy` is the event, and the fields of the form are the payload.
pub const slack_commands: Sender = Sender {
    title: "Slack commands",
    scheme: Some(SCHEME),
    discriminator: &[Expression::Pointer("/command")],
    body: BodyKind::Form,
    payload: Some(Expression::Body),
    handshakes: SSL_CHECK,
    replies: EMPTY,
    source: SOURCE,
    evidence: Some(LIBRARIES),
    ..Sender::BLANK
};

/// Slack interactions: buttons, views and shortcuts. The form has one field with the JSON.
pub const slack_interactions: Sender = Sender {
    title: "Slack interactions",
    scheme: Some(SCHEME),
    discriminator: &[Expression::Pointer("/type")],
    body: BodyKind::FormField("payload"),
    payload: Some(Expression::Body),
    handshakes: SSL_CHECK,
    replies: EMPTY,
    source: SOURCE,
    evidence: Some(LIBRARIES),
    ..Sender::BLANK
};

/// Slack looks at the certificate of the endpoint, with or without a signature.
const SSL_CHECK: &[Handshake] =
    &[Handshake::new("POST").when(&[Condition::equals(Expression::Pointer("/ssl_check"), "1")])];
const SOURCE: &str = "Slack developer documentation, \"Verifying requests from Slack\"";
const LIBRARIES: Evidence =
    Evidence::RanOwnLibrary("@slack/bolt 5.1.0 of npm, slack-sdk 3.48.0 of PyPI");
const EMPTY: Replies = Replies::new().with_ok_body("text/plain", "");
const SCHEME: Scheme<'static> = Scheme::in_header(Algorithm::HmacSha256, "X-Slack-Signature")
    .with_value(value("v0={digest}"))
    .with_field(Field::new(
        "ts",
        Source::Header("X-Slack-Request-Timestamp"),
    ))
    .with_message(message("v0:{ts}:{$request.body}"))
    .with_freshness(within("ts", TimeUnit::Seconds, 300));
