//! Group `callbacks_a`: two events about an order, told apart by which field is present.

use serde::Deserialize;
use webhook_core::{EventGroup, Open, on_event};

use crate::{Refused, journal};

/// Callbacks about fulfilment and payment of an order.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/apimatic/callbacks_a",
    secret_env = "CALLBACKS_A_SECRET",
    signature(algorithm = "hmac-sha256", header = "X-Signature", encoding = hex)
)]
pub enum CallbacksA {
    /// An order was processed.
    #[event("fulfillmentCallback", when("/fulfillmentStatus"), reply(failed = 422))]
    Fulfillment(FulfillmentCallback),
    /// A payment was processed.
    #[event("paymentCallback", when("/paymentStatus"))]
    Payment(PaymentCallback),
}

/// Payload of `fulfillmentCallback`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FulfillmentCallback {
    /// The order.
    pub order_id: String,
    /// The result.
    pub fulfillment_status: Open<FulfillmentStatus>,
    /// The tracking number.
    pub tracking_number: Option<String>,
    /// The carrier.
    pub carrier: Option<String>,
    /// A date.
    pub estimated_delivery: Option<String>,
    /// An RFC 3339 time.
    pub timestamp: Option<String>,
}

/// The result of fulfilling an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FulfillmentStatus {
    /// All of it was shipped.
    Fulfilled,
    /// None of it was shipped.
    Failed,
    /// Some of it was shipped.
    Partial,
}

/// Payload of `paymentCallback`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentCallback {
    /// The order.
    pub order_id: String,
    /// The result.
    pub payment_status: Open<PaymentStatus>,
    /// The transaction.
    pub transaction_id: String,
    /// The amount.
    pub amount: Option<f64>,
    /// An ISO 4217 code.
    pub currency: Option<String>,
    /// An RFC 3339 time.
    pub timestamp: Option<String>,
    /// The reason for a failure.
    pub failure_reason: Option<String>,
}

/// The result of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PaymentStatus {
    /// It succeeded.
    Success,
    /// It failed.
    Failed,
    /// It is pending.
    Pending,
}

#[on_event(group = "callbacks_a", ty = FulfillmentCallback)]
async fn fulfillment(callback: FulfillmentCallback) -> Result<(), Refused> {
    if callback.order_id.is_empty() {
        return Err(Refused("the order has no id"));
    }
    journal::write(format!("order {} fulfilled", callback.order_id)).await;
    Ok(())
}

#[on_event(group = "callbacks_a", ty = PaymentCallback)]
fn payment(callback: PaymentCallback) {
    match callback.payment_status {
        Open::Known(status) => tracing::info!(order = callback.order_id, ?status, "payment"),
        Open::Unknown(status) => tracing::warn!(order = callback.order_id, status, "new status"),
    }
}
