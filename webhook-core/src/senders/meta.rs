use crate::senders::prelude::*;

/// Meta, WhatsApp and Instagram. One body carries several entries, and its bytes are signed with non-ASCII characters
/// as `\uXXXX`.
pub const meta: Sender = Sender::new(
    "Meta, WhatsApp and Instagram",
    Scheme::in_header(Algorithm::HmacSha256, "X-Hub-Signature-256")
        .with_value(value("sha256={digest}")),
)
.with_discriminator(&[Expression::Pointer("/object")])
.with_handshakes(&[Handshake::new("GET")
    .when(&[Condition::equals(
        Expression::Query("hub.mode"),
        "subscribe",
    )])
    .token(Expression::Query("hub.verify_token"))
    .echo(Expression::Query("hub.challenge"))
    .refused(403)])
.with_source("Meta for Developers, \"Webhooks: getting started\"")
.with_evidence(Evidence::RanOtherLibrary(
    "pywa 4.5.0, nuxt-webhook-validators 0.2.12",
));
