//! Presets: alone, with overrides, and with discriminators of a sender.

use serde::Deserialize;
use webhook_core::EventGroup;

#[derive(Debug, Deserialize)]
pub struct Order {
    pub id: String,
}

#[derive(Debug, EventGroup)]
#[event_group(discriminator = "/type", signature = stripe)]
pub enum Stripe {
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
        encoding = "base64",
        key = "whsec",
        list(separator = ' ', pair = ',', label = "v1", spaced),
        field("id", header = "X-Other-Id", shape = "without ."),
        field("ts", header = "X-Other-Time"),
        message = "{id}.{ts}.{$request.body}",
        timestamp("ts", unit = "ms"),
        tolerance("10m", "30s"),
        required_headers("X-Other-Version" = "1"),
    ),
)]
pub enum Other {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {
    assert_eq!(GitHub::DESCRIPTOR.discriminator().len(), 2);
    assert!(GitHub::DESCRIPTOR.is_idempotent());
    assert_eq!(Boxes::DESCRIPTOR.discriminator().len(), 1);
    assert!(Other::DESCRIPTOR.scheme().is_some_and(|scheme| scheme.signs_body()));
}
