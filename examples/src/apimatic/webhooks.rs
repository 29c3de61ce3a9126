//! Group `webhooks`: events without a common field, told apart by the field that each requires.
//!
//! Two editions of the API have an `orderCreated`: a short one (`{"orderCreatedId": 9}`, in a group of its own there) and a
//! long one. Both are events here, under one name, told apart by which field is present. The long one is recognised by
//! `fulfillmentStatus`, because its `orderId` is required but may be null.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;
use webhook_core::{EventGroup, OneOf, Open, on_event};

use super::callbacks_a::FulfillmentStatus;
use crate::{Refused, journal};

/// Events about orders and payments, signed over the raw body.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/apimatic/webhooks",
    secret_env = "WEBHOOKS_SECRET",
    signature(algorithm = "hmac-sha256", header = "X-Signature", encoding = hex)
)]
#[expect(
    clippy::large_enum_variant,
    reason = "an event is made once, and moved into its handler"
)]
pub enum Webhooks {
    /// An order was changed.
    #[event("orderUpdated", when("/orderUpdatedId"))]
    OrderUpdated(OrderUpdatedEvent),
    /// A payment succeeded.
    #[event("paymentCompleted", when("/paymentId"))]
    PaymentCompleted(PaymentCompletedEvent),
    /// Several ids at once.
    #[event("primitiveCollectionEvent", when("/ids"))]
    PrimitiveCollection(PrimitiveCollectionEvent),
    /// An order was created, in the older edition.
    #[event("orderCreated", when("/orderCreatedId"), reply(failed = 422))]
    OrderCreated(OrderCreated),
    /// An order was created, in the newer edition.
    #[event("orderCreated", when("/fulfillmentStatus"), reply(failed = 422))]
    OrderCreatedInFull(OrderCreatedEvent),
}

/// Payload of `orderUpdated`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderUpdatedEvent {
    /// The order.
    pub order_updated_id: i64,
    /// `order.updated`, if present.
    pub event_type: Option<String>,
}

/// Payload of `paymentCompleted`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentCompletedEvent {
    /// The payment.
    pub payment_id: i64,
    /// `payment.completed`, if present.
    pub event_type: Option<String>,
}

/// Payload of `primitiveCollectionEvent`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PrimitiveCollectionEvent {
    /// The ids.
    pub ids: Vec<i64>,
    /// `primitive.variant`, if present.
    pub event_type: Option<String>,
}

/// Payload of `orderCreated` in the older edition.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderCreated {
    /// The order.
    pub order_created_id: i64,
    /// `order.created`, if present.
    pub event_type: Option<String>,
}

/// Payload of `orderCreated` in the newer edition, which has every kind of field.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderCreatedEvent {
    /// The order; may be null.
    pub order_id: Option<String>,
    /// The status of the order.
    pub fulfillment_status: Open<FulfillmentStatus>,
    /// The tracking number.
    pub tracking_number: Option<String>,
    /// The carrier.
    pub carrier: Option<String>,
    /// The permitted uses of the order.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// A date.
    pub estimated_delivery: Option<String>,
    /// An RFC 3339 time.
    pub timestamp: Option<String>,
    /// A document, as text.
    pub document: Option<String>,
    /// Weight of the parcel.
    pub total_weight: Option<f64>,
    /// Price of the order.
    pub price: Option<f64>,
    /// The number of items.
    pub quantity: Option<i64>,
    /// A 64-bit id.
    pub long_id: Option<i64>,
    /// Whether to handle with care.
    pub fragile: Option<bool>,
    /// Free text; may be null.
    pub notes: Option<String>,
    /// The items.
    #[serde(default)]
    pub items: Vec<Value>,
    /// The parcels.
    #[serde(default)]
    pub packages: Vec<Package>,
    /// The destination.
    pub address: Option<Address>,
    /// Anything.
    pub metadata: Option<Value>,
    /// Names and values.
    #[serde(default)]
    pub attributes: HashMap<String, String>,
    /// The delivery plan.
    pub delivery_details: Option<DeliveryDetails>,
}

/// A parcel.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Package {
    /// Its id.
    pub package_id: Option<String>,
    /// Its weight.
    pub weight: Option<f64>,
}

/// The destination of an order.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Address {
    /// Street and number.
    pub street: Option<String>,
    /// The city.
    pub city: String,
    /// The postal code.
    pub zip: Option<String>,
}

/// The delivery plan: text, or structured.
#[derive(Clone, Debug, PartialEq, Eq, OneOf)]
pub enum DeliveryDetails {
    /// As text.
    Text(String),
    /// Structured.
    Plan(DeliveryPlan),
}

/// A structured delivery plan.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct DeliveryPlan {
    /// The means of transport.
    pub method: Option<String>,
    /// The time of arrival.
    pub eta: Option<String>,
}

#[on_event(group = "webhooks", ty = OrderUpdatedEvent)]
async fn order_updated(event: OrderUpdatedEvent) {
    journal::write(format!("order {} updated", event.order_updated_id)).await;
}

#[on_event(group = "webhooks", ty = PaymentCompletedEvent)]
async fn payment_completed(event: PaymentCompletedEvent) {
    journal::write(format!("payment {} completed", event.payment_id)).await;
}

#[on_event(group = "webhooks", ty = PrimitiveCollectionEvent)]
fn primitive_collection(event: PrimitiveCollectionEvent) {
    tracing::info!(ids = event.ids.len(), "collection received");
}

#[on_event(group = "webhooks", ty = OrderCreated)]
fn order_created(event: OrderCreated) -> Result<(), Refused> {
    if event.order_created_id <= 0 {
        return Err(Refused("ids of orders are positive"));
    }
    tracing::info!(order = event.order_created_id, "order created");
    Ok(())
}

#[on_event(group = "webhooks", ty = OrderCreatedEvent)]
async fn order_created_in_full(event: OrderCreatedEvent) -> Result<(), Refused> {
    let order = event.order_id.ok_or(Refused("the order has no id"))?;
    journal::write(format!("order {order} created")).await;
    Ok(())
}
