use crate::senders::prelude::*;

/// Meta: Facebook, Instagram and others. One body carries several entries, and its bytes are signed with non-ASCII
/// characters as `\uXXXX`.
///
/// The payload is the whole body; `messenger` and `whatsapp` take it apart.
pub const meta: Sender = Sender::new("Meta, Facebook and Instagram", SCHEME)
    .with_discriminator(&[Expression::Pointer("/object")])
    .with_handshakes(HANDSHAKES)
    .with_payload(Expression::Body)
    .with_source(SOURCE)
    .with_evidence(LIBRARIES);

/// Messenger: each item of `messaging` is an event. It is told by the key that it has: `when("/message")`,
/// `when("/postback")`. Changes of a page are not items; take them with `meta`.
pub const messenger: Sender = Sender::new("Messenger", SCHEME)
    .with_handshakes(HANDSHAKES)
    .with_each("/entry/*/messaging")
    .with_payload(Expression::Item(""))
    .with_source("Meta for Developers, \"Messenger Platform\", \"Webhook events\"")
    .with_evidence(LIBRARIES);

/// WhatsApp: each change is an event, with its messages or their statuses.
pub const whatsapp: Sender = Sender::new("WhatsApp Business Platform", SCHEME)
    .with_discriminator(&[Expression::Item("/field")])
    .with_handshakes(HANDSHAKES)
    .with_each("/entry/*/changes")
    .with_payload(Expression::Item("/value"))
    .with_source(SOURCE)
    .with_evidence(Evidence::RanReceiver(
        "n8n-nodes-base 2.41.2 of npm, nuxt-webhook-validators 0.2.12 of npm, pywa 4.5.0 of PyPI",
    ));

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
