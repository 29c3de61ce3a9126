//! The sample API's examples, in the compact form that the published digests cover.

use super::Example;
use super::Source::{Ours, Seed};

/// The header that `webhooks_b` and `webhooks_c` sign in addition to the body.
const TIMESTAMP: &[(&str, &str)] = &[("X-Timestamp", "2025-09-19T14:00:00Z")];

macro_rules! examples {
    ($($group:literal in $module:literal with $headers:expr => {
        $($source:ident $event:literal: $type:literal to $handler:literal $body:literal)*
    })*) => {
        pub(super) const EXAMPLES: &[Example] = &[$($(Example {
            group: $group,
            path: concat!("/apimatic/", $group),
            event: $event,
            payload_type: $type,
            handler: concat!("webhook_examples::apimatic::", $module, "::", $handler),
            headers: $headers,
            body: $body,
            source: $source,
        },)*)*];
    };
}

examples! {
    "webhooks" in "webhooks" with &[] => {
        Seed "orderUpdated": "OrderUpdatedEvent" to "order_updated"
            r#"{"orderUpdatedId":91,"eventType":"order.updated"}"#
        Seed "paymentCompleted": "PaymentCompletedEvent" to "payment_completed"
            r#"{"paymentId":91,"eventType":"payment.completed"}"#
        Seed "primitiveCollectionEvent": "PrimitiveCollectionEvent" to "primitive_collection"
            r#"{"eventType":"primitive.variant","ids":[69,70,71]}"#
        Seed "orderCreated": "OrderCreated" to "order_created"
            r#"{"orderCreatedId":9,"eventType":"order.created"}"#
        Ours "orderCreated": "OrderCreatedEvent" to "order_created_in_full"
            r#"{"orderId":"order_789","fulfillmentStatus":"partial","trackingNumber":"TRK123456789","longId":9007199254740993,"notes":null,"packages":[{"packageId":"p1","weight":1.5}],"address":{"city":"Berlin"},"attributes":{"gift":"yes"},"deliveryDetails":{"method":"bike","eta":"2025-09-22"}}"#
    }
    "webhooks_a" in "webhooks_a" with &[] => {
        Seed "paymentStatusUpdated": "PaymentStatusUpdatedEvent" to "payment_status_updated"
            r#"{"paymentStatusId":"ps_123"}"#
        Seed "paymentStatusCreated": "PaymentStatusCreatedEvent" to "payment_status_created"
            r#"{"paymentStatusCreatedId":"ps_123"}"#
    }
    "webhooks_b" in "webhooks_b" with TIMESTAMP => {
        Seed "userNotificationEvent": "UserActionNotificationEvent" to "user_action"
            r#"{"userActionNotificationEventType":"user.action"}"#
        Ours "userNotificationEvent": "UserStatusNotificationEvent" to "user_status"
            r#"{"userStatusNotificationEventType":"user.status"}"#
        Ours "userNotificationEvent": "UserPreferenceNotificationEvent" to "user_preference"
            r#"{"userPreferenceNotificationEventType":"user.preference"}"#
        Seed "systemNotificationEvent": "SystemAlertNotificationEvent" to "system_alert"
            r#"{"systemAlertNotificationEventType":"system.alert"}"#
        Ours "systemNotificationEvent": "SystemMaintenanceNotificationEvent" to "system_maintenance"
            r#"{"systemMaintenanceNotificationEventType":"system.maintenance"}"#
        Ours "systemNotificationEvent": "SystemPerformanceNotificationEvent" to "system_performance"
            r#"{"systemPerformanceNotificationEventType":"system.performance"}"#
        Seed "inventoryChangeEvent": "InventoryStockIncreaseEvent" to "stock_increased"
            r#"{"inventoryStockIncreaseEventType":"stock.increase"}"#
        Ours "inventoryChangeEvent": "InventoryStockDecreaseEvent" to "stock_decreased"
            r#"{"inventoryStockDecreaseEventType":"stock.decrease"}"#
        Ours "inventoryChangeEvent": "InventoryStockDepletedEvent" to "stock_depleted"
            r#"{"inventoryStockDepletedEventType":"stock.depleted"}"#
    }
    "webhooks_c" in "webhooks_c" with TIMESTAMP => {
        Seed "stringEvent": "String" to "text"
            r#""body6""#
        Seed "intEvent": "i64" to "integer"
            "8"
        Seed "numberListEvent": "Vec<f64>" to "number_list"
            "[203.64,203.65]"
        Seed "stringMapEvent": "HashMap<String, String>" to "string_map"
            r#"{"key0":"body4","key1":"body5"}"#
    }
    "webhooks_no_verification" in "no_verification" with &[] => {
        Ours "auditLogEvent": "AuditLogEvent" to "audit_log"
            r#"{"eventType":"audit.log","actor":"actor6","action":"action6","context":{"key":"value"}}"#
        Seed "rootLevelPrimitiveOneOfEvent": "Switch" to "switch"
            r#""on""#
        Ours "rootLevelPrimitiveOneOfEvent": "i64" to "number"
            "8"
        Ours "rootLevelPrimitiveOneOfEvent": "Vec<Letter>" to "letters"
            r#"["alpha","gamma"]"#
        Ours "rootLevelPrimitiveOneOfEvent": "Vec<i64>" to "numbers"
            "[1,2,3]"
    }
    "callbacks_a" in "callbacks_a" with &[] => {
        Seed "fulfillmentCallback": "FulfillmentCallback" to "fulfillment"
            r#"{"orderId":"order_789","fulfillmentStatus":"fulfilled","trackingNumber":"TRK123456789","carrier":"FedEx","estimatedDelivery":"2025-09-22","timestamp":"2025-09-19T14:00:00Z"}"#
        Seed "paymentCallback": "PaymentCallback" to "payment"
            r#"{"orderId":"order_789","paymentStatus":"success","transactionId":"txn_abc123","amount":59.98,"currency":"USD","timestamp":"2025-09-19T10:35:00Z"}"#
    }
    "callbacks_b" in "callbacks_b" with &[] => {
        Seed "email": "NotificationCallback" to "email"
            r#"{"notificationType":"email","subject":"Order Confirmation","message":"msg_email_789"}"#
        Ours "sms": "NotificationCallback" to "sms"
            r#"{"notificationType":"sms","subject":"Order Confirmation","message":"msg_sms_789"}"#
    }
}
