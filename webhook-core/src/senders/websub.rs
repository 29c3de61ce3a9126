use crate::senders::prelude::*;

/// WebSub hubs. The hub names one of four hashes; others are refused, and so is a digest of another length.
///
/// A subscription is agreed to if its topic is one of your tokens.
pub const websub: Sender = Sender {
    title: "WebSub hubs",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-Hub-Signature")
            .with_value(value("sha256={digest}"))
            .with_alternative(Alternative::new(
                value("sha1={digest}"),
                Algorithm::HmacSha1,
            ))
            .with_alternative(Alternative::new(
                value("sha384={digest}"),
                Algorithm::HmacSha384,
            ))
            .with_alternative(Alternative::new(
                value("sha512={digest}"),
                Algorithm::HmacSha512,
            )),
    ),
    any_media_type: true,
    handshakes: &[Handshake::new("GET")
        .when(&[Condition::equals(
            Expression::Query("hub.mode"),
            "subscribe",
        )])
        .token(Expression::Query("hub.topic"))
        .echo(Expression::Query("hub.challenge"))
        .refused(404)],
    rotation: "one secret for each subscription",
    source: "W3C Recommendation, \"WebSub\", section 8",
    evidence: Some(Evidence::RanReceiver("flask_websub 0.4.1 of PyPI")),
    ..Sender::BLANK
};

/// The end of a subscription at a WebSub hub. Anyone can ask a hub for it, so it is agreed to only if you admit it.
pub const websub_unsubscribe: Sender = Sender {
    title: "WebSub hubs, the end of a subscription",
    handshakes: &[Handshake::new("GET")
        .when(&[Condition::equals(
            Expression::Query("hub.mode"),
            "unsubscribe",
        )])
        .admitted()
        .echo(Expression::Query("hub.challenge"))
        .refused(404)],
    source: "W3C Recommendation, \"WebSub\", section 8",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
