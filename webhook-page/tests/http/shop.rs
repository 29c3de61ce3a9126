//! Three groups: a signed one, an unsigned one, and one that is stored first.

use serde::Deserialize;
use webhook_core::{EventGroup, Failure, on_event};

#[derive(Debug, Deserialize)]
pub(crate) struct Note {
    note: String,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/shop",
    discriminator = "/type",
    id = "/id",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub(crate) enum Shop {
    #[event("order.created")]
    Created,
    #[event("order.failed")]
    Failed(Note),
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/open", discriminator = "/type", id = "/id", unhandled = accept, signature = none)]
pub(crate) enum Open {
    #[event("ping")]
    Ping,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/durable",
    discriminator = "/type",
    id = "/id",
    durable(unknown),
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub(crate) enum Durable {
    #[event("order.created")]
    Created,
    #[event("order.failed")]
    Failed(Note),
}

#[on_event(Shop::Created)]
#[on_event(Durable::Created)]
async fn created() {}

/// A handler that says more than it should.
#[on_event(Shop::Failed)]
#[on_event(Durable::Failed)]
async fn failed(note: Note) -> Result<(), Failure> {
    Err(Failure::permanent().because(note.note))
}
