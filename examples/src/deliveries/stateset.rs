//! StateSet's one example, and fourteen that follow its pattern and have an id.

use super::Example;
use super::Source::{Ours, Seed};

macro_rules! examples {
    ($($source:ident $event:literal: $type:literal to $handler:literal $body:literal)*) => {
        pub(super) const EXAMPLES: &[Example] = &[$(Example {
            group: "state_set",
            path: "/stateset",
            event: $event,
            payload_type: $type,
            handler: concat!("webhook_examples::stateset::", $handler),
            headers: &[],
            body: $body,
            source: $source,
        },)*];
    };
}

examples! {
    Seed "order.created": "Order" to "order_created"
        r#"{"type":"order.created","data":{"id":"order-123","status":"pending"}}"#
    Ours "order.updated": "Order" to "order_updated"
        r#"{"id":"evt_02","type":"order.updated","data":{"id":"order-123","status":"paid"}}"#
    Ours "order.cancelled": "Order" to "order_cancelled"
        r#"{"id":"evt_03","type":"order.cancelled","data":{"id":"order-123","status":"cancelled"}}"#
    Ours "order.completed": "Order" to "order_completed"
        r#"{"id":"evt_04","type":"order.completed","data":{"id":"order-123","status":"completed"}}"#
    Ours "payment.succeeded": "Payment" to "payment_succeeded"
        r#"{"id":"evt_05","type":"payment.succeeded","data":{"id":"payment-123"}}"#
    Ours "payment.failed": "Payment" to "payment_failed"
        r#"{"id":"evt_06","type":"payment.failed","data":{"id":"payment-124"}}"#
    Ours "payment.refunded": "Payment" to "payment_refunded"
        r#"{"id":"evt_07","type":"payment.refunded","data":{"id":"payment-123"}}"#
    Ours "shipment.created": "Shipment" to "shipment_under_way"
        r#"{"id":"evt_08","type":"shipment.created","data":{"id":"shipment-123"}}"#
    Ours "shipment.shipped": "Shipment" to "shipment_under_way"
        r#"{"id":"evt_09","type":"shipment.shipped","data":{"id":"shipment-123"}}"#
    Ours "shipment.delivered": "Shipment" to "shipment_delivered"
        r#"{"id":"evt_10","type":"shipment.delivered","data":{"id":"shipment-123"}}"#
    Ours "inventory.updated": "Inventory" to "inventory_updated"
        r#"{"id":"evt_11","type":"inventory.updated","data":{"sku":"SHIRT-1","quantity_available":40}}"#
    Ours "inventory.low_stock": "Inventory" to "inventory_low_stock"
        r#"{"id":"evt_12","type":"inventory.low_stock","data":{"sku":"SHIRT-1","quantity_available":2}}"#
    Ours "return.created": "Return" to "return_created"
        r#"{"id":"evt_13","type":"return.created","data":{"id":"return-123"}}"#
    Ours "return.approved": "Return" to "return_approved"
        r#"{"id":"evt_14","type":"return.approved","data":{"id":"return-123"}}"#
    Ours "return.completed": "Return" to "return_completed"
        r#"{"id":"evt_15","type":"return.completed","data":{"id":"return-123"}}"#
}
