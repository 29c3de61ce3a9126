//! MasonHub, a fulfilment service: an envelope around a list of records, and no signature.
//!
//! The sender documents no signature, but you choose the callback URL. So [`Masonhub`] requires a token in the query of that
//! URL; [`MasonhubUnsigned`] shows the same group without it. Ids are text (the id of one return is not a UUID), `reason`
//! may be null, and `api_version` is often absent.

pub mod payloads;

use webhook_core::extract::Envelope;
use webhook_core::{EventGroup, Meta, Open, on_event};

use crate::{Refused, journal};
use payloads::{
    Callback, InboundShipment, OrderEvent, OrderResolution, Rma, SkuInventoryChange, SnapshotReady,
};

/// Everything MasonHub sends to a callback URL that ends in `?token=..`.
///
/// # Security
///
/// The token only keeps strangers out. It covers neither the body nor the event's name, and it appears in the access logs of
/// every proxy.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/masonhub",
    secret_env = "MASONHUB_TOKEN",
    discriminator = "/message_type",
    payload = "/data",
    id = "/message_id",
    signature(algorithm = token, query = "token"),
    danger_unsigned_body,
    danger_unsigned_discriminator
)]
pub enum Masonhub {
    /// The stock of a product changed.
    #[event("skuInventoryChange")]
    SkuInventoryChange(Vec<SkuInventoryChange>),
    /// The status of an order changed.
    #[event("orderEvent")]
    Order(Vec<OrderEvent>),
    /// A request to change an order was decided.
    #[event("orderUpdateResolution")]
    OrderUpdateResolution(Vec<OrderResolution>),
    /// A request to cancel an order was decided.
    #[event("orderCancelResolution")]
    OrderCancelResolution(Vec<OrderResolution>),
    /// The status of an inbound shipment changed.
    #[event("inboundShipmentEvent")]
    InboundShipment(Vec<InboundShipment>),
    /// The status of a return changed.
    #[event("rmaEvent")]
    Rma(Vec<Rma>),
    /// A list of the whole stock can be downloaded.
    #[event("snapshotReady")]
    SnapshotReady(SnapshotReady),
}

/// The same events without a token.
///
/// # Security
///
/// Anyone who can reach the endpoint can forge an order. Use [`Masonhub`].
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/masonhub/unsigned",
    discriminator = "/message_type",
    payload = "/data",
    id = "/message_id",
    signature = none
)]
pub enum MasonhubUnsigned {
    /// The stock of a product changed.
    #[event("skuInventoryChange")]
    SkuInventoryChange(Vec<SkuInventoryChange>),
    /// The status of an order changed.
    #[event("orderEvent")]
    Order(Vec<OrderEvent>),
    /// A request to change an order was decided.
    #[event("orderUpdateResolution")]
    OrderUpdateResolution(Vec<OrderResolution>),
    /// A request to cancel an order was decided.
    #[event("orderCancelResolution")]
    OrderCancelResolution(Vec<OrderResolution>),
    /// The status of an inbound shipment changed.
    #[event("inboundShipmentEvent")]
    InboundShipment(Vec<InboundShipment>),
    /// The status of a return changed.
    #[event("rmaEvent")]
    Rma(Vec<Rma>),
    /// A list of the whole stock can be downloaded.
    #[event("snapshotReady")]
    SnapshotReady(SnapshotReady),
}

#[on_event(group = "masonhub", ty = Vec<SkuInventoryChange>)]
#[on_event(group = "masonhub_unsigned", ty = Vec<SkuInventoryChange>)]
async fn sku_inventory_change(changes: Vec<SkuInventoryChange>) -> Result<(), Refused> {
    for change in changes {
        if change.total_available_to_sell > change.total_units {
            return Err(Refused("more can be sold than there is"));
        }
        journal::write(format!("{}: {}", change.sku_id, change.total_units)).await;
    }
    Ok(())
}

#[on_event(group = "masonhub", ty = Vec<OrderEvent>)]
#[on_event(group = "masonhub_unsigned", ty = Vec<OrderEvent>)]
async fn order_event(orders: Vec<OrderEvent>, meta: Meta) {
    for order in orders {
        let (id, parcels) = (order.order_id, order.shipments.len());
        journal::write(format!("{:?}: {id}, {parcels} parcels", meta.id())).await;
    }
}

#[on_event(group = "masonhub", event = "orderUpdateResolution")]
#[on_event(group = "masonhub_unsigned", event = "orderUpdateResolution")]
fn order_update_resolution(resolutions: Vec<OrderResolution>) {
    for resolution in resolutions {
        let reason = resolution.reason.as_deref();
        tracing::info!(resolution.id, reason, "update decided");
    }
}

#[on_event(group = "masonhub", event = "orderCancelResolution")]
#[on_event(group = "masonhub_unsigned", event = "orderCancelResolution")]
fn order_cancel_resolution(resolutions: Vec<OrderResolution>) {
    for resolution in resolutions {
        let reason = resolution.reason.as_deref();
        tracing::info!(resolution.id, reason, "cancellation decided");
    }
}

#[on_event(group = "masonhub", ty = Vec<InboundShipment>)]
#[on_event(group = "masonhub_unsigned", ty = Vec<InboundShipment>)]
fn inbound_shipment(shipments: Vec<InboundShipment>) {
    for shipment in shipments {
        match shipment.status {
            Open::Known(status) => tracing::info!(shipment.id, ?status, "goods came in"),
            Open::Unknown(status) => tracing::warn!(shipment.id, status, "new status"),
        }
    }
}

#[on_event(group = "masonhub", ty = Vec<Rma>)]
#[on_event(group = "masonhub_unsigned", ty = Vec<Rma>)]
async fn rma(returns: Vec<Rma>) {
    for rma in returns {
        journal::write(format!("return {} is {:?}", rma.id, rma.status)).await;
    }
}

#[on_event(group = "masonhub", ty = SnapshotReady)]
#[on_event(group = "masonhub_unsigned", ty = SnapshotReady)]
async fn snapshot_ready(snapshot: SnapshotReady, Envelope(callback): Envelope<Callback>) {
    let version = callback.api_version.as_deref().unwrap_or("no version");
    journal::write(format!("{} ({version})", snapshot.download_url)).await;
}
