//! Which values a payload may have, and which bodies are not JSON.

use super::Answer::{InvalidPayload, Is, Malformed, Unknown, Unsignable};
use super::{Answer, Row, row};

const UPDATED: Answer = Is("orderUpdated", "OrderUpdatedEvent");
const FULFILLED: Answer = Is("fulfillmentCallback", "FulfillmentCallback");
const AUDIT_LOG: Answer = Is("auditLogEvent", "AuditLogEvent");
const NUMBERS: Answer = Is("numberListEvent", "Vec<f64>");
const TEXTS: Answer = Is("stringMapEvent", "HashMap<String, String>");
const NONE: Answer = Unknown(&[]);

pub(super) const ROWS: &[Row] = &[
    // Numbers, lists and maps at the root.
    row("webhooks_c", "true", NONE, "a boolean is no number"),
    row("webhooks_c", "8", Is("intEvent", "i64"), "the example"),
    row(
        "webhooks_c",
        "-9223372036854775808",
        Is("intEvent", "i64"),
        "the least whole number",
    ),
    row(
        "webhooks_c",
        "9223372036854775808",
        NONE,
        "one more than the greatest",
    ),
    row("webhooks_c", "8.0", NONE, "a whole number has no fraction"),
    row(
        "webhooks_c",
        "8.5",
        NONE,
        "only lists of fractions are declared",
    ),
    row(
        "webhooks_c",
        "[203.64,203]",
        NUMBERS,
        "a whole number is a number",
    ),
    row(
        "webhooks_c",
        "[1,2]",
        NUMBERS,
        "the group declares no list of whole numbers beside it",
    ),
    row(
        "webhooks_c",
        "[]",
        NUMBERS,
        "an empty list is a list of numbers, and of nothing else",
    ),
    row("webhooks_c", "{}", TEXTS, "an empty map is a map"),
    row(
        "webhooks_c",
        r#"{"a":null}"#,
        NONE,
        "a text is not null; elsewhere it passes",
    ),
    row("webhooks_c", r#"{"a":1}"#, NONE, "a number is no text"),
    row("webhooks_c", r#"["a"]"#, NONE, "a text is no number"),
    row(
        "webhooks_no_verification",
        "[]",
        Unknown(&[
            "rootLevelPrimitiveOneOfEvent",
            "rootLevelPrimitiveOneOfEvent",
        ]),
        "an empty list fits both lists",
    ),
    row(
        "webhooks_no_verification",
        "8.5",
        NONE,
        "a whole number has no fraction",
    ),
    row(
        "webhooks_no_verification",
        r#""blinking""#,
        NONE,
        "the switch is a closed list",
    ),
    row(
        "webhooks_no_verification",
        r#"["alpha","delta"]"#,
        NONE,
        "so are the letters",
    ),
    row(
        "webhooks_no_verification",
        "{}",
        AUDIT_LOG,
        "all its fields are optional",
    ),
    row(
        "webhooks_no_verification",
        r#"{"x":1}"#,
        AUDIT_LOG,
        "and what it does not know is skipped",
    ),
    row(
        "webhooks_no_verification",
        r#"{"actor":7}"#,
        NONE,
        "but a field that is there must fit",
    ),
    row(
        "webhooks_no_verification",
        r#"["a","b","c","d"]"#,
        NONE,
        "a struct is read from an object only",
    ),
    // Values.
    row(
        "webhooks",
        r#"{"orderUpdatedId":0}"#,
        UPDATED,
        "zero is a number; elsewhere it is stored as nothing",
    ),
    row(
        "webhooks",
        r#"{"ids":[]}"#,
        Is("primitiveCollectionEvent", "PrimitiveCollectionEvent"),
        "an empty list is a list; elsewhere it is stored as nothing",
    ),
    row(
        "webhooks",
        r#"{"orderUpdatedId":true}"#,
        InvalidPayload("orderUpdated"),
        "a boolean is no number; elsewhere it is",
    ),
    row(
        "webhooks",
        r#"{"orderUpdatedId":"91"}"#,
        InvalidPayload("orderUpdated"),
        "a text is no number",
    ),
    row(
        "webhooks",
        r#"{"orderUpdatedId":91.0}"#,
        InvalidPayload("orderUpdated"),
        "a whole number has no fraction",
    ),
    row(
        "webhooks",
        r#"{"orderUpdatedId":null}"#,
        NONE,
        "null is as good as absent",
    ),
    row(
        "webhooks",
        r#"{"orderUpdatedId":91,"eventType":"order.exploded"}"#,
        UPDATED,
        "a value outside an optional list is no reason to refuse",
    ),
    row(
        "callbacks_a",
        r#"{"orderId":"o","fulfillmentStatus":"lost at sea"}"#,
        FULFILLED,
        "nor is one outside a required list, because senders add to their lists",
    ),
    row(
        "callbacks_a",
        r#"{"orderId":"o","fulfillmentStatus":7}"#,
        InvalidPayload("fulfillmentCallback"),
        "but a number is no value of such a list",
    ),
    row(
        "callbacks_a",
        r#"{"orderId":"o","fulfillmentStatus":"failed","estimatedDelivery":"soon"}"#,
        FULFILLED,
        "dates are texts here, and the handler's business",
    ),
    row(
        "callbacks_a",
        r#"{"fulfillmentStatus":"failed"}"#,
        InvalidPayload("fulfillmentCallback"),
        "a required field is missing",
    ),
    // What is not one JSON document, and doubled keys.
    row("webhooks", "on", Malformed, "a bare word is no JSON"),
    row(
        "webhooks_c",
        "on",
        Malformed,
        "also where only the shape decides",
    ),
    row(
        "webhooks_no_verification",
        "on",
        Malformed,
        "also where nothing is signed",
    ),
    row("webhooks", "", Malformed, "nothing is no JSON"),
    row(
        "webhooks_c",
        "",
        Malformed,
        "also where only the shape decides",
    ),
    row(
        "callbacks_b",
        "",
        Unsignable,
        "nothing has nothing that the sender signs",
    ),
    row(
        "webhooks",
        "\u{feff}{\"orderUpdatedId\":91}",
        Malformed,
        "a byte-order mark is no JSON",
    ),
    row("webhooks_c", "NaN", Malformed, "JSON has no such number"),
    row("webhooks_c", "[Infinity]", Malformed, "nor such a one"),
    row(
        "webhooks_c",
        "[1e999]",
        NONE,
        "good JSON, and no number that a type could hold",
    ),
    row(
        "webhooks",
        r#"{"orderUpdatedId":91,"orderUpdatedId":92}"#,
        Malformed,
        "which of the two was looked at by whom? Elsewhere the last wins",
    ),
    row(
        "webhooks",
        r#"{"orderUpdatedId":null,"orderUpdatedId":92}"#,
        Malformed,
        "the same where one is null",
    ),
    row(
        "webhooks",
        r#"{"orderUpdatedId":91,"eventType":"a","eventType":"b"}"#,
        InvalidPayload("orderUpdated"),
        "recognising does not read it, and the struct takes a field once",
    ),
    row(
        "webhooks",
        r#"{"orderUpdatedId":91,"x":1,"x":2}"#,
        UPDATED,
        "nobody reads it",
    ),
];
