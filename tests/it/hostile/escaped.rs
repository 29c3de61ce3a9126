//! Keys and values written with escapes.

use super::recognising::{Row, check};
use super::{HANDLED, INVALID_PAYLOAD, UNKNOWN};

/// The same strings, written in another way.
const ESCAPED: &[Row] = &[
    ("webhooks", r#"{"order\u0055pdatedId":91}"#, HANDLED),
    (
        "webhooks",
        r#"{"\u0069ds":[1],"eventType":"primitive\u002evariant"}"#,
        HANDLED,
    ),
    (
        "webhooks_a",
        r#"{"payment\u0053tatusId":"\ud83d\ude00"}"#,
        HANDLED,
    ),
    (
        "webhooks_b",
        r#"{"user\u0041ctionNotificationEventType":"user.action"}"#,
        HANDLED,
    ),
    (
        "webhooks_b",
        r#"{"userActionNotificationEventType":"\u0075ser.action"}"#,
        HANDLED,
    ),
    (
        "webhooks_b",
        r#"{"userActionNotificationEventType":"user\\.action"}"#,
        UNKNOWN,
    ),
    ("webhooks_c", r#""bod\u00796""#, HANDLED),
    ("webhooks_c", r#"{"key\u0030":"\t"}"#, HANDLED),
    ("webhooks_no_verification", r#""\u006fn""#, HANDLED),
    ("webhooks_no_verification", r#"["\u0061lpha"]"#, HANDLED),
    (
        "callbacks_a",
        r#"{"orderId":"o","fulfillment\u0053tatus":"\u0066ailed"}"#,
        HANDLED,
    ),
    (
        "callbacks_b",
        r#"{"notification\u0054ype":"email","subject":"s","message":"m"}"#,
        HANDLED,
    ),
    (
        "callbacks_b",
        r#"{"notificationType":"\u0065mail","subject":"s","message":"m"}"#,
        HANDLED,
    ),
    (
        "masonhub",
        r#"{"message\u005ftype":"orderEvent","data":[]}"#,
        HANDLED,
    ),
    (
        "masonhub",
        r#"{"message_type":"order\u0045vent","d\u0061ta":[]}"#,
        HANDLED,
    ),
    (
        "masonhub_unsigned",
        r#"{"message_type":"order\u0045vent","data":[]}"#,
        HANDLED,
    ),
    (
        "state_set",
        r#"{"\u0074ype":"order.created","data":{"id":"o"}}"#,
        HANDLED,
    ),
    (
        "state_set",
        r#"{"type":"order\u002Ecreated","\u0064ata":{"\u0069d":"o"}}"#,
        HANDLED,
    ),
    (
        "state_set",
        r#"{"type":"order.created\u0000","data":{"id":"o"}}"#,
        UNKNOWN,
    ),
    (
        "state_set",
        r#"{"type":"order.created\ud800","data":{"id":"o"}}"#,
        INVALID_PAYLOAD,
    ), // JSON by its grammar, and no text.
    (
        "state_set",
        r#"{"type\ud800":"order.created","type":"order.created","data":{"id":"o"}}"#,
        HANDLED,
    ), // Good grammar, and no other key than itself.
];

#[tokio::test]
async fn an_escaped_key_or_value_is_the_same_string() {
    check(ESCAPED).await;
}
