//! Discriminators and conditions that occur twice or have another type.

use super::{HANDLED, INVALID_PAYLOAD, MALFORMED, REJECTED, Reply, UNKNOWN, expect};
use crate::everything::{GROUPS, example_of, fixture, signed_like, unsigned_like};

/// A group, a body, and the reply to it when it is signed.
pub(super) type Row = (&'static str, &'static str, Reply);

/// The key that recognising reads stands twice: who looks at which one?
const DOUBLED: &[Row] = &[
    (
        "webhooks",
        r#"{"orderUpdatedId":91,"orderUpdatedId":91}"#,
        MALFORMED,
    ),
    (
        "webhooks",
        r#"{"orderUpdatedId":null,"orderUpdatedId":91}"#,
        MALFORMED,
    ),
    (
        "webhooks",
        r#"{"orderUpdatedId":91,"order\u0055pdatedId":91}"#,
        MALFORMED,
    ),
    (
        "webhooks_a",
        r#"{"paymentStatusId":"a","paymentStatusId":"b"}"#,
        MALFORMED,
    ),
    (
        "webhooks_b",
        r#"{"userActionNotificationEventType":"user.action","userActionNotificationEventType":"user.action"}"#,
        MALFORMED,
    ),
    (
        "webhooks_b",
        r#"{"userActionNotificationEventType":"x","userActionNotificationEventType":"user.action"}"#,
        MALFORMED,
    ),
    (
        "webhooks_b",
        r#"{"userActionNotificationEventType":"user.action","systemAlertNotificationEventType":"x","systemAlertNotificationEventType":"y"}"#,
        MALFORMED,
    ),
    ("webhooks_c", r#"{"key0":"a","key0":"b"}"#, HANDLED), // Nothing is read: the map keeps the last.
    (
        "webhooks_no_verification",
        r#"{"actor":"a","actor":"b"}"#,
        UNKNOWN,
    ), // The struct takes a field once.
    ("webhooks_no_verification", r#"{"x":"a","x":"b"}"#, HANDLED),
    (
        "callbacks_a",
        r#"{"orderId":"o","fulfillmentStatus":"failed","fulfillmentStatus":"failed"}"#,
        MALFORMED,
    ),
    (
        "callbacks_a",
        r#"{"orderId":"o","orderId":"p","fulfillmentStatus":"failed"}"#,
        INVALID_PAYLOAD,
    ),
    (
        "callbacks_b",
        r#"{"notificationType":"email","notificationType":"sms","subject":"s","message":"m"}"#,
        REJECTED,
    ),
    (
        "callbacks_b",
        r#"{"notificationType":"email","notificationType":"email","subject":"s","message":"m"}"#,
        REJECTED,
    ),
    (
        "masonhub",
        r#"{"message_type":"orderEvent","message_type":"rmaEvent","data":[]}"#,
        MALFORMED,
    ),
    (
        "masonhub",
        r#"{"message_type":"orderEvent","data":[],"data":[]}"#,
        MALFORMED,
    ),
    (
        "masonhub",
        r#"{"message_type":"orderEvent","message_id":"1","message_id":"2","data":[]}"#,
        MALFORMED,
    ),
    (
        "masonhub",
        r#"{"message_type":"orderEvent","api_version":"1","api_version":"2","data":[]}"#,
        HANDLED,
    ),
    (
        "masonhub_unsigned",
        r#"{"message_type":"orderEvent","message_type":"orderEvent","data":[]}"#,
        MALFORMED,
    ),
    (
        "state_set",
        r#"{"type":"order.created","type":"order.created","data":{"id":"o"}}"#,
        MALFORMED,
    ),
    (
        "state_set",
        r#"{"type":"order.created","typ\u0065":"order.updated","data":{"id":"o"}}"#,
        MALFORMED,
    ),
    (
        "state_set",
        r#"{"id":"1","type":"order.created","data":{"id":"o"},"id":"1"}"#,
        MALFORMED,
    ),
    (
        "state_set",
        r#"{"type":"order.created","data":{"id":"o"},"data":{"id":"p"}}"#,
        MALFORMED,
    ),
    (
        "state_set",
        r#"{"type":"order.created","data":{"id":"o","id":"p"}}"#,
        INVALID_PAYLOAD,
    ),
    (
        "state_set",
        r#"{"type":"order.created","data":{"id":"o","type":"x","type":"y"}}"#,
        HANDLED,
    ),
];

/// The discriminator, or what stands in its place, is no text.
const OTHER_TYPES: &[Row] = &[
    ("webhooks", r#"{"orderUpdatedId":"91"}"#, INVALID_PAYLOAD), // Present is present.
    ("webhooks", r#"{"orderUpdatedId":true}"#, INVALID_PAYLOAD),
    ("webhooks", r#"{"orderUpdatedId":[91]}"#, INVALID_PAYLOAD),
    ("webhooks", r#"{"orderUpdatedId":{}}"#, INVALID_PAYLOAD),
    ("webhooks", r#"{"orderUpdatedId":null}"#, UNKNOWN), // Null is as good as absent.
    ("webhooks_a", r#"{"paymentStatusId":7}"#, INVALID_PAYLOAD),
    ("webhooks_a", r#"{"paymentStatusId":[]}"#, INVALID_PAYLOAD),
    (
        "webhooks_a",
        r#"{"paymentStatusId":{"a":1}}"#,
        INVALID_PAYLOAD,
    ),
    ("webhooks_a", r#"{"paymentStatusId":null}"#, UNKNOWN),
    (
        "webhooks_b",
        r#"{"userActionNotificationEventType":7}"#,
        UNKNOWN,
    ),
    (
        "webhooks_b",
        r#"{"userActionNotificationEventType":null}"#,
        UNKNOWN,
    ),
    (
        "webhooks_b",
        r#"{"userActionNotificationEventType":["user.action"]}"#,
        UNKNOWN,
    ),
    (
        "webhooks_b",
        r#"{"userActionNotificationEventType":{"user.action":"user.action"}}"#,
        UNKNOWN,
    ),
    ("webhooks_c", "7", HANDLED), // The shape is what tells the events apart.
    ("webhooks_c", "null", UNKNOWN),
    ("webhooks_c", "[7]", HANDLED),
    ("webhooks_c", "[[7]]", UNKNOWN),
    ("webhooks_c", r#"{"a":"7"}"#, HANDLED),
    ("webhooks_c", r#"{"a":7}"#, UNKNOWN),
    ("webhooks_no_verification", "7", HANDLED),
    ("webhooks_no_verification", "null", UNKNOWN),
    ("webhooks_no_verification", "[null]", UNKNOWN),
    ("webhooks_no_verification", r#"{"eventType":7}"#, UNKNOWN),
    ("webhooks_no_verification", r#"{"eventType":null}"#, HANDLED),
    ("webhooks_no_verification", r#"{"eventType":[]}"#, UNKNOWN),
    (
        "callbacks_a",
        r#"{"orderId":"o","fulfillmentStatus":7}"#,
        INVALID_PAYLOAD,
    ),
    (
        "callbacks_a",
        r#"{"orderId":"o","fulfillmentStatus":null}"#,
        UNKNOWN,
    ),
    (
        "callbacks_a",
        r#"{"orderId":"o","fulfillmentStatus":["failed"]}"#,
        INVALID_PAYLOAD,
    ),
    (
        "callbacks_a",
        r#"{"orderId":"o","fulfillmentStatus":{}}"#,
        INVALID_PAYLOAD,
    ),
    (
        "callbacks_b",
        r#"{"notificationType":7,"subject":"s","message":"m"}"#,
        UNKNOWN,
    ), // Signed as `7`.
    (
        "callbacks_b",
        r#"{"notificationType":true,"subject":"s","message":"m"}"#,
        UNKNOWN,
    ),
    (
        "callbacks_b",
        r#"{"notificationType":"","subject":"s","message":"m"}"#,
        UNKNOWN,
    ),
    (
        "callbacks_b",
        r#"{"notificationType":null,"subject":"s","message":"m"}"#,
        REJECTED,
    ),
    (
        "callbacks_b",
        r#"{"notificationType":["email"],"subject":"s","message":"m"}"#,
        REJECTED,
    ),
    (
        "callbacks_b",
        r#"{"notificationType":{},"subject":"s","message":"m"}"#,
        REJECTED,
    ),
    ("callbacks_b", r#"{"subject":"s","message":"m"}"#, REJECTED),
    ("masonhub", r#"{"message_type":7,"data":[]}"#, UNKNOWN),
    ("masonhub", r#"{"message_type":false,"data":[]}"#, UNKNOWN),
    ("masonhub", r#"{"message_type":null,"data":[]}"#, MALFORMED),
    (
        "masonhub",
        r#"{"message_type":["orderEvent"],"data":[]}"#,
        MALFORMED,
    ),
    (
        "masonhub",
        r#"{"message_type":{"a":"orderEvent"},"data":[]}"#,
        MALFORMED,
    ),
    ("masonhub", r#"{"data":[]}"#, MALFORMED),
    ("masonhub", r#"["message_type","orderEvent"]"#, MALFORMED),
    ("masonhub", r#""orderEvent""#, MALFORMED),
    (
        "masonhub_unsigned",
        r#"{"message_type":7,"data":[]}"#,
        UNKNOWN,
    ),
    (
        "masonhub_unsigned",
        r#"{"message_type":null,"data":[]}"#,
        MALFORMED,
    ),
    (
        "masonhub_unsigned",
        r#"{"message_type":[],"data":[]}"#,
        MALFORMED,
    ),
    (
        "masonhub_unsigned",
        r#"{"message_type":{},"data":[]}"#,
        MALFORMED,
    ),
    ("state_set", r#"{"type":7,"data":{"id":"o"}}"#, UNKNOWN),
    (
        "state_set",
        r#"{"type":-1.50e+3,"data":{"id":"o"}}"#,
        UNKNOWN,
    ),
    ("state_set", r#"{"type":true,"data":{"id":"o"}}"#, UNKNOWN),
    ("state_set", r#"{"type":null,"data":{"id":"o"}}"#, MALFORMED),
    (
        "state_set",
        r#"{"type":["order.created"],"data":{"id":"o"}}"#,
        MALFORMED,
    ),
    ("state_set", r#"{"type":{},"data":{"id":"o"}}"#, MALFORMED),
    ("state_set", r#"{"data":{"id":"o"}}"#, MALFORMED),
    ("state_set", r#"{"type":"order.created"}"#, INVALID_PAYLOAD), // No payload at its pointer.
    // An id of another type is no reason to refuse: the delivery has none.
    (
        "state_set",
        r#"{"id":{},"type":"order.created","data":{"id":"o"}}"#,
        HANDLED,
    ),
    (
        "state_set",
        r#"{"id":null,"type":"order.created","data":{"id":"o"}}"#,
        HANDLED,
    ),
    (
        "state_set",
        r#"{"id":7,"type":"order.created","data":{"id":"o"}}"#,
        HANDLED,
    ),
];

pub(super) async fn check(rows: &[Row]) {
    let fixture = fixture();
    for (group, is_signed) in GROUPS {
        let mut of_group = rows.iter().filter(|(name, ..)| *name == group).peekable();
        assert!(of_group.peek().is_some(), "no row of {group}");
        for (_, body, reply) in of_group {
            let example = example_of(group);
            let what = || format!("{group}: {body}");
            expect(&fixture, signed_like(example, *body), *reply, what).await;
            let unsigned = if is_signed { REJECTED } else { *reply };
            expect(&fixture, unsigned_like(example, *body), unsigned, what).await;
        }
    }
}

#[tokio::test]
async fn a_doubled_discriminator_has_its_reply() {
    check(DOUBLED).await;
}

#[tokio::test]
async fn a_discriminator_of_another_type_has_its_reply() {
    check(OTHER_TYPES).await;
}

/// What recognising reads counts, although the payload is too deep or too odd to be looked at.
#[tokio::test]
async fn depth_matters_only_where_a_payload_does_not_fit() {
    let (deep, fixture) = (["[".repeat(200), "]".repeat(200)].concat(), fixture());
    let example = example_of("state_set");
    for (id, reply) in [("\"o\"", HANDLED), ("7", MALFORMED)] {
        for place in [
            format!(r#"{{"type":"order.created","data":{{"id":{id},"x":{deep}}}}}"#),
            format!(r#"{{"type":"order.created","data":{{"id":{id}}},"x":{deep}}}"#),
            format!(r#"{{"x":{deep},"type":"order.created","data":{{"id":{id}}}}}"#),
        ] {
            expect(&fixture, signed_like(example, place.clone()), reply, || {
                place.clone()
            })
            .await;
        }
    }
    let unknown = format!(r#"{{"type":"order.archived","data":{deep}}}"#);
    expect(&fixture, signed_like(example, unknown), UNKNOWN, || {
        "unknown".to_owned()
    })
    .await;
}
