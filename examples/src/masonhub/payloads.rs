//! The records that MasonHub sends, with the names and the nulls of its examples.

use serde::Deserialize;
use webhook_core::Open;

/// What surrounds the payload.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Callback {
    /// The URL that was called.
    pub callback_url: Option<String>,
    /// The version of the API; absent from most examples.
    pub api_version: Option<String>,
}

/// How much of an article there is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SkuInventoryChange {
    /// The article.
    pub sku_id: String,
    /// The receiver's own id of it.
    pub customer_identifier: String,
    /// How many there are.
    pub total_units: i64,
    /// How many of them can be sold.
    pub total_available_to_sell: i64,
    /// When that was so.
    pub as_of: String,
    /// The same by place and state.
    #[serde(default)]
    pub status_counts: Vec<StatusCount>,
}

/// How much of an article there is in one place and state.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct StatusCount {
    /// The place.
    pub inventory_location_id: String,
    /// Where the place is.
    pub inventory_location_address: Option<String>,
    /// The state, such as `available`.
    pub inventory_status: String,
    /// How many.
    pub quantity: i64,
    /// When that was so.
    pub as_of: Option<String>,
}

/// How far an order is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct OrderEvent {
    /// The order.
    pub order_id: String,
    /// The receiver's own id of it.
    pub customer_identifier: String,
    /// The step.
    pub status: Open<OrderStatus>,
    /// The parcels; there may be several.
    #[serde(default)]
    pub shipments: Vec<OrderShipment>,
    /// What could not be sent.
    #[serde(default)]
    pub shorts: Vec<Short>,
}

/// The steps of an order.
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
    /// Called off.
    Canceled,
}

/// A parcel of an order.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct OrderShipment {
    /// The parcel.
    pub shipment_id: String,
    /// Who carries it.
    pub shipping_provider: Option<String>,
    /// How fast.
    pub shipper_service_level: Option<String>,
    /// The carrier's number.
    pub tracking_number: Option<String>,
    /// Where to look it up.
    pub tracking_url: Option<String>,
    /// When it left.
    pub shipment_date_time: Option<String>,
    /// What is in it.
    #[serde(default)]
    pub shipment_line_items: Vec<ShipmentLine>,
}

/// An article in a parcel.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ShipmentLine {
    /// The receiver's own id of the article.
    pub sku_customer_id: String,
    /// How many.
    pub quantity: i64,
}

/// An article that could not be sent.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Short {
    /// The receiver's own id of the article.
    pub sku_customer_id: String,
    /// How many.
    pub quantity: i64,
    /// Why.
    pub reason: Option<String>,
}

/// How a request about an order was decided.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct OrderResolution {
    /// The request.
    pub id: String,
    /// The receiver's own id of the order.
    pub customer_order_id: String,
    /// The decision.
    pub status: Open<ResolutionStatus>,
    /// Why it was refused; null where it was not.
    pub reason: Option<String>,
    /// When it was asked.
    pub created_at: Option<String>,
    /// When it was decided.
    pub updated_at: Option<String>,
}

/// The ways to decide a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ResolutionStatus {
    /// Granted.
    Success,
    /// Refused.
    Failure,
}

/// How far incoming goods are.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct InboundShipment {
    /// The shipment.
    pub id: String,
    /// The receiver's own id of it.
    pub customer_identifier: String,
    /// The step.
    pub status: Open<InboundStatus>,
    /// When that was so.
    pub as_of: Option<String>,
    /// Times and articles.
    pub details: Option<InboundDetails>,
}

/// The steps of incoming goods.
///
/// The sender lists `receivingCompleted`; its example says `receivingComplete`, which is [`Open::Unknown`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum InboundStatus {
    /// Arrived.
    OnDock,
    /// Being unpacked.
    ReceivingStarted,
    /// All articles are counted.
    ReceivingCompleted,
}

/// Times and articles of incoming goods.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct InboundDetails {
    /// Where they came in.
    pub inventory_location_address: Option<String>,
    /// When they arrived.
    pub arrived_at: Option<String>,
    /// When unpacking began.
    pub started_receiving_at: Option<String>,
    /// When unpacking was done.
    pub finished_receiving_at: Option<String>,
    /// What came in.
    #[serde(default)]
    pub line_items: Vec<InboundLine>,
}

/// An article that came in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct InboundLine {
    /// The receiver's own id of the article.
    pub customer_sku_id: String,
    /// How many were announced.
    pub quantity: i64,
    /// How many came.
    pub total_quantity_received: i64,
    /// Whether nobody had announced it.
    pub not_on_original_shipment: bool,
}

/// How far a return is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Rma {
    /// The return; not always a UUID.
    pub id: String,
    /// The receiver's own id of it.
    pub customer_identifier: String,
    /// The parcel.
    pub package_id: Option<String>,
    /// Who began it.
    pub return_type: Option<String>,
    /// The step.
    pub status: Open<RmaStatus>,
    /// When it came in.
    pub received_at: Option<String>,
    /// Free text.
    pub notes: Option<String>,
    /// What came back.
    #[serde(default)]
    pub line_items: Vec<RmaLine>,
}

/// The steps of a return.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RmaStatus {
    /// Given to the carrier.
    Tendered,
    /// On its way.
    InTransit,
    /// Arrived.
    Delivered,
    /// Counted.
    Received,
    /// Could not be delivered.
    Undeliverable,
}

/// An article that came back.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct RmaLine {
    /// The receiver's own id of the order.
    pub customer_order_id: Option<String>,
    /// The receiver's own id of the article.
    pub customer_sku_id: String,
    /// How many were announced.
    pub quantity: i64,
    /// How many came.
    pub quantity_received: Option<i64>,
    /// Why it came back.
    pub return_reason_code: Option<String>,
    /// Where it goes now.
    pub return_inventory_status: Option<String>,
    /// Whether nobody had announced it.
    pub not_on_original_rma: Option<bool>,
}

/// Where to fetch a list of the whole stock.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SnapshotReady {
    /// The list.
    pub snapshot_id: String,
    /// What kind of list.
    pub snapshot_type: Option<String>,
    /// When that was so.
    pub as_of: Option<String>,
    /// Where to fetch it.
    pub download_url: String,
    /// Until when.
    pub expires_at: Option<String>,
}
