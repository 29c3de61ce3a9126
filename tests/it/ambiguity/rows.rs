//! The table.

use super::Answer::{Is, Malformed, Unfit, Unknown, Unsignable};
use super::{Answer, Row};

const fn row(group: &'static str, body: &'static str, answer: Answer, why: &'static str) -> Row {
    Row { group, body, answer, why }
}

const UPDATED: Answer = Is("orderUpdated", "OrderUpdatedEvent");
const FULFILLED: Answer = Is("fulfillmentCallback", "FulfillmentCallback");
const INCREASED: Answer = Is("inventoryChangeEvent", "InventoryStockIncreaseEvent");
const AUDIT_LOG: Answer = Is("auditLogEvent", "AuditLogEvent");
const NUMBERS: Answer = Is("numberListEvent", "Vec<f64>");
const TEXTS: Answer = Is("stringMapEvent", "HashMap<String, String>");
const NONE: Answer = Unknown(&[]);

pub(super) const ROWS: &[Row] = &[
    // Which event it is.
    row("webhooks_a", r#"{"paymentStatusId":"ps_1","paymentStatusCreatedId":"ps_1"}"#,
        Unknown(&["paymentStatusUpdated", "paymentStatusCreated"]),
        "two events match, and neither was declared to win"),
    row("webhooks_a", r#"{"paymentStatusId":"ps_1","paymentStatusCreatedId":null}"#,
        Is("paymentStatusUpdated", "PaymentStatusUpdatedEvent"), "null is as good as absent"),
    row("webhooks", r#"{"orderUpdatedId":91,"paymentId":91}"#,
        Unknown(&["orderUpdated", "paymentCompleted"]), "two events match"),
    row("webhooks", r#"{"orderUpdatedId":91,"paymentId":91,"ids":[1]}"#,
        Unknown(&["orderUpdated", "paymentCompleted", "primitiveCollectionEvent"]), "three events match"),
    row("webhooks", r#"{"orderUpdatedId":91,"paymentId":"p"}"#,
        Unknown(&["orderUpdated", "paymentCompleted"]),
        "a rule decides before a payload is tried, so that the payload that fits does not win"),
    row("webhooks", r#"{"refundId":91}"#, NONE, "no event matches"),
    row("webhooks", "{}", NONE, "no event matches"),
    row("webhooks", "[]", NONE, "a list has none of the members"),
    row("webhooks", r#"["orderUpdatedId"]"#, NONE, "an element is no member"),
    row("webhooks", r#"{"orderUpdatedId":91,"eventType":"payment.completed"}"#, UPDATED,
        "the optional eventType is no part of the rule"),
    row("callbacks_b", r#"{"notificationType":"push","subject":"s","message":"m"}"#, NONE,
        "a discriminator nobody mapped never falls back to the payload's shape"),
    row("callbacks_b", r#"{"notificationType":"Email","subject":"s","message":"m"}"#, NONE,
        "values are compared byte for byte"),
    row("callbacks_b", r#"{"notificationType":"emailNotificationCallback","subject":"s","message":"m"}"#, NONE,
        "the older edition's mapping contradicts its own example"),
    row("callbacks_b", r#"{"subject":"s","message":"m"}"#, Unsignable,
        "the discriminator is all that is signed, and it is absent"),
    row("callbacks_b", r#"{"notificationType":"email"}"#, Unfit("email"),
        "the discriminator decides, and a payload that does not fit is not another event"),
    row("state_set", r#"{"type":"order.archived","data":{"id":"order-123"}}"#, NONE,
        "a discriminator nobody mapped never falls back to the payload's shape"),
    row("state_set", r#"{"data":{"id":"order-123"}}"#, Malformed,
        "nor does a discriminator that is absent"),
    row("state_set", r#"{"type":null,"data":{"id":"order-123"}}"#, Malformed, "nor one that is null"),
    row("masonhub", r#"{"message_type":["orderEvent"],"data":[]}"#, Malformed, "nor one that is a list"),
    row("masonhub_unsigned", r#"{"message_type":1,"data":[]}"#, NONE,
        "a number is compared by its source text, and no event has it"),

    // Constants.
    row("webhooks_b", r#"{"inventoryStockIncreaseEventType":"stock.increase"}"#, INCREASED, "the example"),
    row("webhooks_b", "{}", NONE, "no constant is there"),
    row("webhooks_b", r#"{"inventoryStockIncreaseEventType":"stock.decrease"}"#, NONE,
        "constants are enforced; elsewhere the newer edition makes an Increase of it"),
    row("webhooks_b", r#"{"inventoryStockIncreaseEventType":"stock.increase","inventoryStockDecreaseEventType":"stock.decrease"}"#,
        Unknown(&["inventoryChangeEvent", "inventoryChangeEvent"]), "two members of one event match"),
    row("webhooks_b", r#"{"inventoryStockIncreaseEventType":"stock.increase","systemAlertNotificationEventType":"system.alert"}"#,
        Unknown(&["systemNotificationEvent", "inventoryChangeEvent"]),
        "members of two events match; elsewhere the event that was declared first wins"),
    row("webhooks_b", r#"{"inventoryStockIncreaseEventType":"stock.increase","systemAlertNotificationEventType":"system.fine"}"#,
        INCREASED, "the wrong constant of another member is no match"),
    row("webhooks_b", r#"{"inventoryStockIncreaseEventType":["stock.increase"]}"#, NONE,
        "a list is not the constant; elsewhere validation looks into it"),
    row("webhooks_b", r#"{"inventoryStockIncreaseEventType":[]}"#, NONE, "nor is an empty one"),
    row("webhooks_b", r#"{"inventoryStockIncreaseEventType":{}}"#, NONE, "nor is an object"),
    row("webhooks_b", r#"{"inventoryStockIncreaseEventType":null}"#, NONE, "nor is null"),
    row("webhooks_b", r#"{"inventoryStockIncreaseEventType":"stock.increase "}"#, NONE, "nor is a longer text"),

    // JSON null as the whole body.
    row("webhooks", "null", NONE, "null has no members; elsewhere it is an event of its own"),
    row("webhooks_b", "null", NONE, "the same where constants decide"),
    row("webhooks_c", "null", NONE, "no payload type is read from null"),
    row("webhooks_no_verification", "null", NONE, "also not a struct whose fields are all optional"),
    row("callbacks_b", "null", Unsignable, "null has nothing that the sender signs"),
    row("state_set", "null", Malformed, "null has no discriminator"),
    row("masonhub", "null", Malformed, "null has no discriminator"),

    // Numbers, lists and maps at the root.
    row("webhooks_c", "true", NONE, "a boolean is no number"),
    row("webhooks_c", "8", Is("intEvent", "i64"), "the example"),
    row("webhooks_c", "-9223372036854775808", Is("intEvent", "i64"), "the least whole number"),
    row("webhooks_c", "9223372036854775808", NONE, "one more than the greatest"),
    row("webhooks_c", "8.0", NONE, "a whole number has no fraction"),
    row("webhooks_c", "8.5", NONE, "only lists of fractions are declared"),
    row("webhooks_c", "[203.64,203]", NUMBERS, "a whole number is a number"),
    row("webhooks_c", "[1,2]", NUMBERS, "the group declares no list of whole numbers beside it"),
    row("webhooks_c", "[]", NUMBERS, "an empty list is a list of numbers, and of nothing else"),
    row("webhooks_c", "{}", TEXTS, "an empty map is a map"),
    row("webhooks_c", r#"{"a":null}"#, NONE, "a text is not null; elsewhere it passes"),
    row("webhooks_c", r#"{"a":1}"#, NONE, "a number is no text"),
    row("webhooks_c", r#"["a"]"#, NONE, "a text is no number"),
    row("webhooks_no_verification", "[]",
        Unknown(&["rootLevelPrimitiveOneOfEvent", "rootLevelPrimitiveOneOfEvent"]),
        "an empty list fits both lists"),
    row("webhooks_no_verification", "8.5", NONE, "a whole number has no fraction"),
    row("webhooks_no_verification", r#""blinking""#, NONE, "the switch is a closed list"),
    row("webhooks_no_verification", r#"["alpha","delta"]"#, NONE, "so are the letters"),
    row("webhooks_no_verification", "{}", AUDIT_LOG, "all its fields are optional"),
    row("webhooks_no_verification", r#"{"x":1}"#, AUDIT_LOG, "and what it does not know is skipped"),
    row("webhooks_no_verification", r#"{"actor":7}"#, NONE, "but a field that is there must fit"),
    row("webhooks_no_verification", r#"["a","b","c","d"]"#, NONE, "a struct is read from an object only"),

    // Values.
    row("webhooks", r#"{"orderUpdatedId":0}"#, UPDATED, "zero is a number; elsewhere it is stored as nothing"),
    row("webhooks", r#"{"ids":[]}"#, Is("primitiveCollectionEvent", "PrimitiveCollectionEvent"),
        "an empty list is a list; elsewhere it is stored as nothing"),
    row("webhooks", r#"{"orderUpdatedId":true}"#, Unfit("orderUpdated"),
        "a boolean is no number; elsewhere it is"),
    row("webhooks", r#"{"orderUpdatedId":"91"}"#, Unfit("orderUpdated"), "a text is no number"),
    row("webhooks", r#"{"orderUpdatedId":91.0}"#, Unfit("orderUpdated"), "a whole number has no fraction"),
    row("webhooks", r#"{"orderUpdatedId":null}"#, NONE, "null is as good as absent"),
    row("webhooks", r#"{"orderUpdatedId":91,"eventType":"order.exploded"}"#, UPDATED,
        "a value outside an optional list is no reason to refuse"),
    row("callbacks_a", r#"{"orderId":"o","fulfillmentStatus":"lost at sea"}"#, FULFILLED,
        "nor is one outside a required list, because senders add to their lists"),
    row("callbacks_a", r#"{"orderId":"o","fulfillmentStatus":7}"#, Unfit("fulfillmentCallback"),
        "but a number is no value of such a list"),
    row("callbacks_a", r#"{"orderId":"o","fulfillmentStatus":"failed","estimatedDelivery":"soon"}"#, FULFILLED,
        "dates are texts here, and the handler's business"),
    row("callbacks_a", r#"{"fulfillmentStatus":"failed"}"#, Unfit("fulfillmentCallback"),
        "a required field is missing"),

    // What is not one JSON document, and doubled keys.
    row("webhooks", "on", Malformed, "a bare word is no JSON"),
    row("webhooks_c", "on", Malformed, "also where only the shape decides"),
    row("webhooks_no_verification", "on", Malformed, "also where nothing is signed"),
    row("webhooks", "", Malformed, "nothing is no JSON"),
    row("webhooks_c", "", Malformed, "also where only the shape decides"),
    row("callbacks_b", "", Unsignable, "nothing has nothing that the sender signs"),
    row("webhooks", "\u{feff}{\"orderUpdatedId\":91}", Malformed, "a byte-order mark is no JSON"),
    row("webhooks_c", "NaN", Malformed, "JSON has no such number"),
    row("webhooks_c", "[Infinity]", Malformed, "nor such a one"),
    row("webhooks_c", "[1e999]", NONE, "good JSON, and no number that a type could hold"),
    row("webhooks", r#"{"orderUpdatedId":91,"orderUpdatedId":92}"#, Malformed,
        "which of the two was looked at by whom? Elsewhere the last wins"),
    row("webhooks", r#"{"orderUpdatedId":null,"orderUpdatedId":92}"#, Malformed, "the same where one is null"),
    row("webhooks", r#"{"orderUpdatedId":91,"eventType":"a","eventType":"b"}"#, Unfit("orderUpdated"),
        "recognising does not read it, and the struct takes a field once"),
    row("webhooks", r#"{"orderUpdatedId":91,"x":1,"x":2}"#, UPDATED, "nobody reads it"),
];
