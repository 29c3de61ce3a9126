//! The records that MasonHub sends, with the names and the nulls of its examples.

use serde::Deserialize;
use webhook_core::Open;

/// The envelope around the payload.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Callback {
    /// The callback URL.
    pub callback_url: Option<String>,
    /// The version of the API; absent from most examples.
    pub api_version: Option<String>,
}

/// The stock of a product.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SkuInventoryChange {
    /// The product.
    pub sku_id: String,
    /// Your own id for it.
    pub customer_identifier: String,
    /// Units in stock.
    pub total_units: i64,
    /// Units that can be sold.
    pub total_available_to_sell: i64,
    /// The time of this status.
    pub as_of: String,
    /// The stock by location and state.
    #[serde(default)]
    pub status_counts: Vec<StatusCount>,
}

/// The stock of a product in one location and state.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct StatusCount {
    /// The location.
    pub inventory_location_id: String,
    /// The address of the location.
    pub inventory_location_address: Option<String>,
    /// The state, such as `available`.
    pub inventory_status: String,
    /// The quantity.
    pub quantity: i64,
    /// The time of this status.
    pub as_of: Option<String>,
}

/// The status of an order.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct OrderEvent {
    /// The order.
    pub order_id: String,
    /// Your own id for it.
    pub customer_identifier: String,
    /// The status.
    pub status: Open<OrderStatus>,
    /// The parcels.
    #[serde(default)]
    pub shipments: Vec<OrderShipment>,
    /// Items that could not be shipped.
    #[serde(default)]
    pub shorts: Vec<Short>,
}

/// The statuses of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OrderStatus {
    /// Received at the distribution centre.
    AtWarehouse,
    /// Being picked and packed.
    InProcess,
    /// Ready to ship.
    Packed,
    /// Shipped.
    Fulfilled,
    /// Arrived.
    Delivered,
    /// Cancelled.
    Canceled,
}

/// A parcel of an order.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct OrderShipment {
    /// The parcel.
    pub shipment_id: String,
    /// The carrier.
    pub shipping_provider: Option<String>,
    /// The service level.
    pub shipper_service_level: Option<String>,
    /// The tracking number.
    pub tracking_number: Option<String>,
    /// The tracking URL.
    pub tracking_url: Option<String>,
    /// The time of shipping.
    pub shipment_date_time: Option<String>,
    /// The contents.
    #[serde(default)]
    pub shipment_line_items: Vec<ShipmentLine>,
}

/// A product in a parcel.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ShipmentLine {
    /// Your own id for the product.
    pub sku_customer_id: String,
    /// The quantity.
    pub quantity: i64,
}

/// A product that could not be shipped.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Short {
    /// Your own id for the product.
    pub sku_customer_id: String,
    /// The quantity.
    pub quantity: i64,
    /// The reason.
    pub reason: Option<String>,
}

/// The decision on a request about an order.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct OrderResolution {
    /// The request.
    pub id: String,
    /// Your own id for the order.
    pub customer_order_id: String,
    /// The decision.
    pub status: Open<ResolutionStatus>,
    /// The reason for a refusal; null if it was granted.
    pub reason: Option<String>,
    /// The time of the request.
    pub created_at: Option<String>,
    /// The time of the decision.
    pub updated_at: Option<String>,
}

/// The possible decisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ResolutionStatus {
    /// Granted.
    Success,
    /// Refused.
    Failure,
}

/// The status of an inbound shipment.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct InboundShipment {
    /// The shipment.
    pub id: String,
    /// Your own id for it.
    pub customer_identifier: String,
    /// The status.
    pub status: Open<InboundStatus>,
    /// The time of this status.
    pub as_of: Option<String>,
    /// Times and products.
    pub details: Option<InboundDetails>,
}

/// The statuses of an inbound shipment.
///
/// The documentation lists `receivingCompleted`; its example says `receivingComplete`, which is [`Open::Unknown`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum InboundStatus {
    /// Arrived.
    OnDock,
    /// Being unpacked.
    ReceivingStarted,
    /// All products are counted.
    ReceivingCompleted,
}

/// Times and products of an inbound shipment.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct InboundDetails {
    /// The location of arrival.
    pub inventory_location_address: Option<String>,
    /// The time of arrival.
    pub arrived_at: Option<String>,
    /// The start of unpacking.
    pub started_receiving_at: Option<String>,
    /// The end of unpacking.
    pub finished_receiving_at: Option<String>,
    /// The products received.
    #[serde(default)]
    pub line_items: Vec<InboundLine>,
}

/// A product received.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct InboundLine {
    /// Your own id for the product.
    pub customer_sku_id: String,
    /// The announced quantity.
    pub quantity: i64,
    /// The received quantity.
    pub total_quantity_received: i64,
    /// Whether it was not announced.
    pub not_on_original_shipment: bool,
}

/// The status of a return.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Rma {
    /// The return; not always a UUID.
    pub id: String,
    /// Your own id for it.
    pub customer_identifier: String,
    /// The parcel.
    pub package_id: Option<String>,
    /// Who started it.
    pub return_type: Option<String>,
    /// The status.
    pub status: Open<RmaStatus>,
    /// The time of arrival.
    pub received_at: Option<String>,
    /// Free text.
    pub notes: Option<String>,
    /// The products returned.
    #[serde(default)]
    pub line_items: Vec<RmaLine>,
}

/// The statuses of a return.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RmaStatus {
    /// Handed to the carrier.
    Tendered,
    /// In transit.
    InTransit,
    /// Arrived.
    Delivered,
    /// Counted.
    Received,
    /// Could not be delivered.
    Undeliverable,
}

/// A returned product.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct RmaLine {
    /// Your own id for the order.
    pub customer_order_id: Option<String>,
    /// Your own id for the product.
    pub customer_sku_id: String,
    /// The announced quantity.
    pub quantity: i64,
    /// The received quantity.
    pub quantity_received: Option<i64>,
    /// The reason for the return.
    pub return_reason_code: Option<String>,
    /// What happens to it now.
    pub return_inventory_status: Option<String>,
    /// Whether it was not announced.
    pub not_on_original_rma: Option<bool>,
}

/// Where to download a list of the whole stock.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SnapshotReady {
    /// The list.
    pub snapshot_id: String,
    /// The kind of list.
    pub snapshot_type: Option<String>,
    /// The time of this status.
    pub as_of: Option<String>,
    /// The download URL.
    pub download_url: String,
    /// The time at which the URL expires.
    pub expires_at: Option<String>,
}
