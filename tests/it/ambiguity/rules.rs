//! Which event a body is, and whether it is an event at all.

use super::Answer::{InvalidPayload, Is, Malformed, Unknown, Unsignable};
use super::{Answer, Row, row};

const UPDATED: Answer = Is("orderUpdated", "OrderUpdatedEvent");
const INCREASED: Answer = Is("inventoryChangeEvent", "InventoryStockIncreaseEvent");
const NONE: Answer = Unknown(&[]);

pub(super) const ROWS: &[Row] = &[
    // Which event it is.
    row(
        "webhooks_a",
        r#"{"paymentStatusId":"ps_1","paymentStatusCreatedId":"ps_1"}"#,
        Unknown(&["paymentStatusUpdated", "paymentStatusCreated"]),
        "two events match, and neither was declared to win",
    ),
    row(
        "webhooks_a",
        r#"{"paymentStatusId":"ps_1","paymentStatusCreatedId":null}"#,
        Is("paymentStatusUpdated", "PaymentStatusUpdatedEvent"),
        "null is as good as absent",
    ),
    row(
        "webhooks",
        r#"{"orderUpdatedId":91,"paymentId":91}"#,
        Unknown(&["orderUpdated", "paymentCompleted"]),
        "two events match",
    ),
    row(
        "webhooks",
        r#"{"orderUpdatedId":91,"paymentId":91,"ids":[1]}"#,
        Unknown(&[
            "orderUpdated",
            "paymentCompleted",
            "primitiveCollectionEvent",
        ]),
        "three events match",
    ),
    row(
        "webhooks",
        r#"{"orderUpdatedId":91,"paymentId":"p"}"#,
        Unknown(&["orderUpdated", "paymentCompleted"]),
        "a rule decides before a payload is tried, so that the payload that fits does not win",
    ),
    row("webhooks", r#"{"refundId":91}"#, NONE, "no event matches"),
    row("webhooks", "{}", NONE, "no event matches"),
    row("webhooks", "[]", NONE, "a list has none of the members"),
    row(
        "webhooks",
        r#"["orderUpdatedId"]"#,
        NONE,
        "an element is no member",
    ),
    row(
        "webhooks",
        r#"{"orderUpdatedId":91,"eventType":"payment.completed"}"#,
        UPDATED,
        "the optional eventType is no part of the rule",
    ),
    row(
        "callbacks_b",
        r#"{"notificationType":"push","subject":"s","message":"m"}"#,
        NONE,
        "a discriminator nobody mapped never falls back to the payload's shape",
    ),
    row(
        "callbacks_b",
        r#"{"notificationType":"Email","subject":"s","message":"m"}"#,
        NONE,
        "values are compared byte for byte",
    ),
    row(
        "callbacks_b",
        r#"{"notificationType":"emailNotificationCallback","subject":"s","message":"m"}"#,
        NONE,
        "the older edition's mapping contradicts its own example",
    ),
    row(
        "callbacks_b",
        r#"{"subject":"s","message":"m"}"#,
        Unsignable,
        "the discriminator is all that is signed, and it is absent",
    ),
    row(
        "callbacks_b",
        r#"{"notificationType":"email"}"#,
        InvalidPayload("email"),
        "the discriminator decides, and a payload that does not fit is not another event",
    ),
    row(
        "state_set",
        r#"{"type":"order.archived","data":{"id":"order-123"}}"#,
        NONE,
        "a discriminator nobody mapped never falls back to the payload's shape",
    ),
    row(
        "state_set",
        r#"{"data":{"id":"order-123"}}"#,
        Malformed,
        "nor does a discriminator that is absent",
    ),
    row(
        "state_set",
        r#"{"type":null,"data":{"id":"order-123"}}"#,
        Malformed,
        "nor one that is null",
    ),
    row(
        "masonhub",
        r#"{"message_type":["orderEvent"],"data":[]}"#,
        Malformed,
        "nor one that is a list",
    ),
    row(
        "masonhub_unsigned",
        r#"{"message_type":1,"data":[]}"#,
        NONE,
        "a number is compared by its source text, and no event has it",
    ),
    // Constants.
    row(
        "webhooks_b",
        r#"{"inventoryStockIncreaseEventType":"stock.increase"}"#,
        INCREASED,
        "the example",
    ),
    row("webhooks_b", "{}", NONE, "no constant is there"),
    row(
        "webhooks_b",
        r#"{"inventoryStockIncreaseEventType":"stock.decrease"}"#,
        NONE,
        "constants are enforced; elsewhere the newer edition makes an Increase of it",
    ),
    row(
        "webhooks_b",
        r#"{"inventoryStockIncreaseEventType":"stock.increase","inventoryStockDecreaseEventType":"stock.decrease"}"#,
        Unknown(&["inventoryChangeEvent", "inventoryChangeEvent"]),
        "two members of one event match",
    ),
    row(
        "webhooks_b",
        r#"{"inventoryStockIncreaseEventType":"stock.increase","systemAlertNotificationEventType":"system.alert"}"#,
        Unknown(&["systemNotificationEvent", "inventoryChangeEvent"]),
        "members of two events match; elsewhere the event that was declared first wins",
    ),
    row(
        "webhooks_b",
        r#"{"inventoryStockIncreaseEventType":"stock.increase","systemAlertNotificationEventType":"system.fine"}"#,
        INCREASED,
        "the wrong constant of another member is no match",
    ),
    row(
        "webhooks_b",
        r#"{"inventoryStockIncreaseEventType":["stock.increase"]}"#,
        NONE,
        "a list is not the constant; elsewhere validation looks into it",
    ),
    row(
        "webhooks_b",
        r#"{"inventoryStockIncreaseEventType":[]}"#,
        NONE,
        "nor is an empty one",
    ),
    row(
        "webhooks_b",
        r#"{"inventoryStockIncreaseEventType":{}}"#,
        NONE,
        "nor is an object",
    ),
    row(
        "webhooks_b",
        r#"{"inventoryStockIncreaseEventType":null}"#,
        NONE,
        "nor is null",
    ),
    row(
        "webhooks_b",
        r#"{"inventoryStockIncreaseEventType":"stock.increase "}"#,
        NONE,
        "nor is a longer text",
    ),
    // JSON null as the whole body.
    row(
        "webhooks",
        "null",
        NONE,
        "null has no members; elsewhere it is an event of its own",
    ),
    row(
        "webhooks_b",
        "null",
        NONE,
        "the same where constants decide",
    ),
    row(
        "webhooks_c",
        "null",
        NONE,
        "no payload type is read from null",
    ),
    row(
        "webhooks_no_verification",
        "null",
        NONE,
        "also not a struct whose fields are all optional",
    ),
    row(
        "callbacks_b",
        "null",
        Unsignable,
        "null has nothing that the sender signs",
    ),
    row("state_set", "null", Malformed, "null has no discriminator"),
    row("masonhub", "null", Malformed, "null has no discriminator"),
];
