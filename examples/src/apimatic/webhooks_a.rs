//! Group `webhooks_a`: a signature with a prefix, and events told apart by which field is present.

use serde::Deserialize;
use webhook_core::{EventGroup, Meta, on_event};

use crate::journal;

/// Events about the status of payments; the signature reads `sha256=..`.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/apimatic/webhooks_a",
    secret_env = "WEBHOOKS_A_SECRET",
    signature(
        algorithm = "hmac-sha256",
        header = "X-Signature",
        encoding = hex,
        value = "sha256={digest}"
    ),
    reply(failed = 422)
)]
pub enum WebhooksA {
    /// The status of a payment changed.
    #[event("paymentStatusUpdated", when("/paymentStatusId"))]
    Updated(PaymentStatusUpdatedEvent),
    /// The status of a payment was created.
    #[event("paymentStatusCreated", when("/paymentStatusCreatedId"))]
    Created(PaymentStatusCreatedEvent),
}

/// Payload of `paymentStatusUpdated`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentStatusUpdatedEvent {
    /// The status.
    pub payment_status_id: String,
}

/// Payload of `paymentStatusCreated`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentStatusCreatedEvent {
    /// The status.
    pub payment_status_created_id: String,
}

#[on_event(group = "webhooks_a", ty = PaymentStatusUpdatedEvent)]
async fn payment_status_updated(event: PaymentStatusUpdatedEvent) {
    journal::write(format!("status {} updated", event.payment_status_id)).await;
}

#[on_event(group = "webhooks_a", ty = PaymentStatusCreatedEvent)]
fn payment_status_created(event: PaymentStatusCreatedEvent, meta: Meta) {
    let received_at = meta.received_at();
    tracing::info!(
        status = event.payment_status_created_id,
        ?received_at,
        "status created"
    );
}
