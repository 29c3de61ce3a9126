//! Presets: alone, with overrides, and with discriminators of a sender.

use serde::Deserialize;
use webhook_core::EventGroup;
use webhook_core::scheme::{Algorithm, Expression, Scheme};
use webhook_core::senders::Sender;

#[derive(Debug, Deserialize)]
pub struct Order {
    pub id: String,
}

#[derive(Debug, EventGroup)]
#[event_group(discriminator = "/type", payload = "/data", signature = stripe)]
pub enum Stripe {
    #[event("order.created")]
    OrderCreated(Order),
}

#[derive(Debug, EventGroup)]
#[event_group(preset = stripe)]
pub enum Objects {
    #[event("charge.refunded")]
    Refunded(Order),
}

#[derive(Debug, EventGroup)]
#[event_group(preset = stripe, payload = "$request.body")]
pub enum Envelopes {
    #[event("charge.refunded")]
    Refunded(Order),
}

#[derive(Debug, EventGroup)]
#[event_group(preset = sendgrid, idempotent)]
pub enum Mails {
    #[event("delivered", when("/category" = "cat"))]
    Delivered(Order),
}

#[derive(Debug, EventGroup)]
#[event_group(preset = messenger)]
pub enum Chats {
    #[event("message", when("/message"))]
    Message(Order),
    #[event("postback", when("/postback"))]
    Postback(Order),
}

#[derive(Debug, EventGroup)]
#[event_group(preset = slack_commands)]
pub enum Commands {
    #[event("/deploy")]
    Deploy(Order),
}

/// An own sender: its payload is the body, unless it says another place.
pub const ACME: Sender = Sender::new(
    "Acme",
    Scheme::in_header(Algorithm::HmacSha256, "X-Acme-Signature"),
)
.with_discriminator(&[Expression::FirstOf(&[
    Expression::Pointer("/event/type"),
    Expression::Pointer("/type"),
])]);

#[derive(Debug, EventGroup)]
#[event_group(preset = crate::ACME)]
pub enum OwnSender {
    #[event("order.created")]
    OrderCreated(Order),
}

#[derive(Debug, EventGroup)]
#[event_group(preset = github, idempotent)]
pub enum GitHub {
    #[event("issues", "opened")]
    Opened(Order),
    #[event("issues")]
    Issues(Order),
    #[event("ping")]
    Ping,
}

#[derive(Debug, EventGroup)]
#[event_group(preset = box, discriminator = "/type", reply(rejected = 403))]
pub enum Boxes {
    #[event("webhook_event")]
    Event(Order),
}

#[derive(Debug, EventGroup)]
#[event_group(preset = mailgun, danger_unsigned_body)]
pub enum Mailgun {
    #[event("delivered")]
    Delivered(Order),
}

#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    signature(preset = slack, header = "X-Acme-Signature"),
)]
pub enum Acme {
    #[event("order.created")]
    OrderCreated(Order),
}

#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    signature(
        algorithm = "hmac-sha256",
        header = "X-Other-Signature",
        encoding = base64,
        key = whsec,
        list(separator = ' ', pair = ',', label = "v1", spaced),
        field("id", header = "X-Other-Id", shape = "without ."),
        field("ts", header = "X-Other-Time"),
        message = "{id}.{ts}.{$request.body}",
        timestamp("ts", unit = ms),
        tolerance("10m", "30s"),
        required_headers("X-Other-Version" = "1"),
    ),
)]
pub enum Other {
    #[event("order.created")]
    OrderCreated(Order),
}

#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    signature(
        algorithm = "hmac-sha256",
        location(any_of("X-Signature", "X-Signature-2")),
        list(separator = ','),
        field("ts", item = "1"),
        field("shop", query = "shop", shape = "without ;", optional),
        message = "{?shop:shop:{shop};}ts:{ts};{$request.body}",
        timestamp("ts", unit = iso8601),
    ),
)]
pub enum Rare {
    #[event("order.created")]
    OrderCreated(Order),
}

#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    signature(
        algorithm = "sha512-suffix",
        location(header_or_query("X-Signature", "sig")),
        key = nfkd,
        list(separator = ',', pair = '=', label = "v1", sets = ' '),
    ),
)]
pub enum Rarer {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {
    assert!(Rare::DESCRIPTOR.scheme().is_some_and(|scheme| scheme.signs_body()));
    assert!(Rarer::DESCRIPTOR.scheme().is_some_and(|scheme| scheme.signs_body()));
    assert_eq!(GitHub::DESCRIPTOR.discriminator().len(), 2);
    assert!(GitHub::DESCRIPTOR.is_idempotent());
    assert_eq!(Objects::DESCRIPTOR.payload(), Some("/data/object"));
    assert_eq!(Envelopes::DESCRIPTOR.payload(), None);
    assert_eq!(Mails::DESCRIPTOR.each(), Some(""));
    assert_eq!(Boxes::DESCRIPTOR.discriminator().len(), 1);
    assert!(Other::DESCRIPTOR.scheme().is_some_and(|scheme| scheme.signs_body()));
}
