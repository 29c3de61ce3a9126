use crate::senders::prelude::*;

/// Meta: Facebook, Instagram and others. One body carries several entries, and its bytes are signed with non-ASCII
/// characters as `\uXXXX`.
///
/// The payload is the whole body; `messenger` and `whatsapp` take it apart.
pub const meta: Sender = Sender {
    title: "Meta, Facebook and Instagram",
    scheme: Some(SCHEME),
    discriminator: &[Expression::Pointer("/object")],
    handshakes: HANDSHAKES,
    payload: Some(Expression::Body),
    source: SOURCE,
    evidence: Some(LIBRARIES),
    ..Sender::BLANK
};

/// Messenger: each item of `messaging` is an event. It is told by the key that it has: `when("/message")`,
/// `when("/postback")`. Changes of a page are not items; take them with `meta`.
pub const messenger: Sender = Sender {
    title: "Messenger",
    scheme: Some(SCHEME),
    handshakes: HANDSHAKES,
    each: Some("/entry/*/messaging"),
    payload: Some(Expression::Item("")),
    source: "Meta for Developers, \"Messenger Platform\", \"Webhook events\"",
    evidence: Some(LIBRARIES),
    ..Sender::BLANK
};

/// WhatsApp: each change is an event, with its messages or their statuses.
pub const whatsapp: Sender = Sender {
    title: "WhatsApp Business Platform",
    scheme: Some(SCHEME),
    discriminator: &[Expression::Item("/field")],
    handshakes: HANDSHAKES,
    each: Some("/entry/*/changes"),
    payload: Some(Expression::Item("/value")),
    source: SOURCE,
    evidence: Some(Evidence::RanReceiver(
        "n8n-nodes-base 2.41.2 of npm, nuxt-webhook-validators 0.2.12 of npm, pywa 4.5.0 of PyPI",
    )),
    ..Sender::BLANK
};

const SOURCE: &str = "Meta for Developers, \"Webhooks: getting started\"";
const LIBRARIES: Evidence = Evidence::RanReceiver("nuxt-webhook-validators 0.2.12 of npm");
const SCHEME: Scheme<'static> = Scheme::in_header(Algorithm::HmacSha256, "X-Hub-Signature-256")
    .with_value(value("sha256={digest}"));
const HANDSHAKES: &[Handshake] = &[Handshake::new("GET")
    .when(&[Condition::equals(
        Expression::Query("hub.mode"),
        "subscribe",
    )])
    .token(Expression::Query("hub.verify_token"))
    .echo(Expression::Query("hub.challenge"))
    .refused(403)];
