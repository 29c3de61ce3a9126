//! MasonHub's examples, with the line breaks and spaces of its documentation.

use super::{Example, Source};

macro_rules! examples {
    ($($group:literal at $path:literal {
        $($event:literal: $type:literal to $handler:literal)*
    })*) => {
        pub(super) const EXAMPLES: &[Example] = &[$($(Example {
            group: $group,
            path: $path,
            event: $event,
            payload_type: $type,
            handler: concat!("webhook_examples::masonhub::", $handler),
            headers: &[],
            body: include_str!(concat!("../data/", $event, ".json")),
            source: Source::Seed,
        },)*)*];
    };
}

examples! {
    "masonhub" at "/masonhub" {
        "skuInventoryChange": "Vec<SkuInventoryChange>" to "sku_inventory_change"
        "orderEvent": "Vec<OrderEvent>" to "order_event"
        "orderUpdateResolution": "Vec<OrderResolution>" to "order_update_resolution"
        "orderCancelResolution": "Vec<OrderResolution>" to "order_cancel_resolution"
        "inboundShipmentEvent": "Vec<InboundShipment>" to "inbound_shipment"
        "rmaEvent": "Vec<Rma>" to "rma"
        "snapshotReady": "SnapshotReady" to "snapshot_ready"
    }
    "masonhub_unsigned" at "/masonhub/unsigned" {
        "skuInventoryChange": "Vec<SkuInventoryChange>" to "sku_inventory_change"
        "orderEvent": "Vec<OrderEvent>" to "order_event"
        "orderUpdateResolution": "Vec<OrderResolution>" to "order_update_resolution"
        "orderCancelResolution": "Vec<OrderResolution>" to "order_cancel_resolution"
        "inboundShipmentEvent": "Vec<InboundShipment>" to "inbound_shipment"
        "rmaEvent": "Vec<Rma>" to "rma"
        "snapshotReady": "SnapshotReady" to "snapshot_ready"
    }
}
