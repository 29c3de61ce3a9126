//! StateSet, a commerce platform: fifteen event names and five payload types.
//!
//! The payload types have the fields that the documentation uses. Other fields are ignored, and most are optional. The
//! documented example has no `id`, so a delivery without an id is accepted.

use serde::Deserialize;
use webhook_core::{EventGroup, Meta, on_event};

use crate::{Refused, journal};

/// All StateSet events, signed over the raw body.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/stateset",
    secret_env = "STATESET_WEBHOOK_SECRET",
    discriminator = "/type",
    payload = "/data",
    id = "/id",
    signature(
        algorithm = "hmac-sha256",
        header = "X-StateSet-Signature",
        encoding = hex
    )
)]
pub enum StateSet {
    /// An order was placed.
    #[event("order.created")]
    OrderCreated(Order),
    /// An order was changed.
    #[event("order.updated")]
    OrderUpdated(Order),
    /// An order was cancelled.
    #[event("order.cancelled")]
    OrderCancelled(Order),
    /// An order was completed.
    #[event("order.completed")]
    OrderCompleted(Order),
    /// A payment succeeded.
    #[event("payment.succeeded")]
    PaymentSucceeded(Payment),
    /// A payment failed.
    #[event("payment.failed")]
    PaymentFailed(Payment),
    /// A payment was refunded.
    #[event("payment.refunded")]
    PaymentRefunded(Payment),
    /// A shipment was created.
    #[event("shipment.created")]
    ShipmentCreated(Shipment),
    /// A shipment was shipped.
    #[event("shipment.shipped")]
    ShipmentShipped(Shipment),
    /// A shipment was delivered.
    #[event("shipment.delivered")]
    ShipmentDelivered(Shipment),
    /// The stock of a product changed.
    #[event("inventory.updated")]
    InventoryUpdated(Inventory),
    /// The stock of a product runs low.
    #[event("inventory.low_stock")]
    InventoryLowStock(Inventory),
    /// A return was requested.
    #[event("return.created")]
    ReturnCreated(Return),
    /// A return was approved.
    #[event("return.approved")]
    ReturnApproved(Return),
    /// A return was completed.
    #[event("return.completed")]
    ReturnCompleted(Return),
}

/// An order.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Order {
    /// Its id.
    pub id: String,
    /// Its status, such as `pending`.
    pub status: Option<String>,
}

/// A payment.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Payment {
    /// Its id.
    pub id: String,
    /// Its status.
    pub status: Option<String>,
}

/// A shipment.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Shipment {
    /// Its id.
    pub id: String,
    /// Its status.
    pub status: Option<String>,
}

/// The stock of a product.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Inventory {
    /// The product.
    pub sku: String,
    /// Units that can be sold.
    pub quantity_available: Option<i64>,
}

/// A return.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Return {
    /// Its id.
    pub id: String,
    /// Its status.
    pub status: Option<String>,
}

#[on_event(group = "state_set", event = "order.created")]
async fn order_created(order: Order, meta: Meta) -> Result<(), Refused> {
    if order.id.is_empty() {
        return Err(Refused("the order has no id"));
    }
    let delivery = meta.id().unwrap_or("unnumbered").to_owned();
    journal::write(format!("order {} created, delivery {delivery}", order.id)).await;
    Ok(())
}

#[on_event(group = "state_set", event = "order.updated")]
fn order_updated(order: Order) {
    tracing::info!(order.id, order.status, "order updated");
}

#[on_event(group = "state_set", event = "order.cancelled")]
async fn order_cancelled(order: Order) {
    journal::write(format!("order {} cancelled", order.id)).await;
}

#[on_event(group = "state_set", event = "order.completed")]
fn order_completed(order: Order) {
    tracing::info!(order.id, "order completed");
}

#[on_event(group = "state_set", event = "payment.succeeded")]
async fn payment_succeeded(payment: Payment) {
    journal::write(format!("payment {} came in", payment.id)).await;
}

#[on_event(group = "state_set", event = "payment.failed")]
fn payment_failed(payment: Payment) {
    tracing::warn!(payment.id, "payment failed");
}

#[on_event(group = "state_set", event = "payment.refunded")]
async fn payment_refunded(payment: Payment) {
    journal::write(format!("payment {} went back", payment.id)).await;
}

#[on_event(group = "state_set", events = ["shipment.created", "shipment.shipped"])]
fn shipment_under_way(shipment: Shipment, meta: Meta) {
    tracing::info!(shipment.id, event = meta.event(), "shipment");
}

#[on_event(group = "state_set", event = "shipment.delivered")]
async fn shipment_delivered(shipment: Shipment) {
    journal::write(format!("shipment {} arrived", shipment.id)).await;
}

#[on_event(group = "state_set", event = "inventory.updated")]
fn inventory_updated(inventory: Inventory) {
    tracing::info!(inventory.sku, inventory.quantity_available, "stock");
}

#[on_event(group = "state_set", event = "inventory.low_stock")]
async fn inventory_low_stock(inventory: Inventory) -> Result<(), Refused> {
    let left = inventory.quantity_available.unwrap_or_default();
    if left < 0 {
        return Err(Refused("less than nothing in stock"));
    }
    journal::write(format!("{} of {} left", left, inventory.sku)).await;
    Ok(())
}

#[on_event(group = "state_set", event = "return.created")]
async fn return_created(request: Return) {
    journal::write(format!("return {} asked for", request.id)).await;
}

#[on_event(group = "state_set", event = "return.approved")]
fn return_approved(request: Return) {
    tracing::info!(request.id, "return granted");
}

#[on_event(group = "state_set", event = "return.completed")]
fn return_completed(request: Return) {
    tracing::info!(request.id, "return done");
}
