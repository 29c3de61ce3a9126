//! A delivery that is stored and recognised again.

use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use http::{HeaderName, Request};
use serde::Deserialize;
use webhook_core::extract::RawBody;
use webhook_core::group::{RejectionKind, Unrecognised};
use webhook_core::outcome::OutcomeKind;
use webhook_core::scheme::Keyring;
use webhook_core::{Delivery, EventGroup, State, StoredDelivery, on_event};

use super::{Bench, Log, SECRET, secret};

#[derive(Debug, Deserialize)]
struct Order {
    note: String,
}

/// Reads a header and a query parameter, and is verified by another one.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/queue",
    discriminator("$request.header.X-Kind", "$request.query.action"),
    id = "/id",
    signature(algorithm = token, query = "token"),
    danger_unsigned_body,
    danger_unsigned_discriminator
)]
enum Queue {
    #[event("order", "created")]
    Order(Order),
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/other", signature = none)]
enum Other {
    #[event("order")]
    Order(Order),
}

#[on_event(group = "queue", ty = Order)]
fn order(order: Order, RawBody(body): RawBody, State(log): State<Log>) {
    log.write(format!("{} {}", order.note, body.len()));
}

/// White space, escapes and a character beyond ASCII: a body that no serializer would write again.
const BODY: &str = "{ \"id\" : \"e1\",\r\n\t\"note\":\"\\u00e9\u{e9}\", \"x\":1.50e+02 } ";

fn store() -> StoredDelivery {
    let request = Request::post(format!(
        "https://hooks.example/queue?x=1&token={SECRET}&action=created&token2=x"
    ))
    .header("X-Kind", "order")
    .header("X-Trace", "t1")
    .header("Authorization", "Bearer of-a-proxy")
    .header("Cookie", "session=1")
    .body(Bytes::from_static(BODY.as_bytes()))
    .unwrap();
    let time = UNIX_EPOCH + Duration::from_micros(1_758_290_400_123_456);
    let delivery = Delivery::from(request).with_received_at(time);
    let verified = Queue::verify(delivery, &Keyring::new().with("2026", secret())).unwrap();
    let recognised = Queue::recognise(verified).unwrap();
    recognised.store(&[HeaderName::from_static("x-trace")])
}

#[test]
fn it_says_what_it_is() {
    let stored = store();
    assert_eq!((stored.group(), stored.event()), ("queue", "order.created"));
    assert_eq!((stored.id(), stored.id_is_signed()), (Some("e1"), false));
    assert_eq!(stored.key_id(), Some("2026"));
    assert_eq!(
        stored.received_at(),
        UNIX_EPOCH + Duration::from_micros(1_758_290_400_123_456)
    );
    assert_eq!(stored.body(), BODY);
}

#[test]
fn it_comes_back_byte_for_byte_and_without_what_nobody_asked_for() {
    let written = serde_json::to_string(&store()).unwrap();
    for other in [SECRET, "token", "Bearer", "session", "x=1", "hooks.example"] {
        assert!(!written.contains(other), "{other}: {written}");
    }
    let read: StoredDelivery = serde_json::from_str(&written).unwrap();
    assert_eq!(read.body(), BODY);
    assert_eq!(serde_json::to_string(&read).unwrap(), written);

    let recognised = read.danger_recognise_unchecked::<Queue>().unwrap();
    assert_eq!(
        (recognised.event(), recognised.id()),
        ("order.created", Some("e1"))
    );
    let delivery = recognised.delivery();
    assert_eq!(delivery.body(), BODY);
    assert_eq!(
        (delivery.method().as_str(), delivery.uri().path()),
        ("POST", "/queue")
    );
    assert_eq!(delivery.received_at(), store().received_at());
    assert_eq!(delivery.headers().len(), 2);
    assert_eq!(delivery.headers()["x-trace"], "t1");
    assert_eq!(delivery.headers()["x-kind"], "order");
    let Queue::Order(order) = recognised.parse().unwrap();
    assert_eq!(order.note, "\u{e9}\u{e9}");
}

#[tokio::test]
async fn it_runs_as_the_delivery_would_have() {
    let log = Log::default();
    let bench = Bench::new(|builder| builder.group::<Queue>(secret()).state(log.clone()));
    let recognised = store().danger_recognise_unchecked::<Queue>().unwrap();
    assert_eq!(
        bench.dispatcher.run(recognised).await.kind(),
        OutcomeKind::Handled
    );
    assert_eq!(log.take(), [format!("\u{e9}\u{e9} {}", BODY.len())]);
}

/// What is stored twice is the same.
#[test]
fn it_can_be_stored_again() {
    let recognised = store().danger_recognise_unchecked::<Queue>().unwrap();
    let again = recognised.store(&[HeaderName::from_static("x-trace")]);
    let text = |stored: &StoredDelivery| serde_json::to_string(stored).unwrap();
    assert_eq!(text(&again), text(&store()));
}

#[test]
fn it_is_a_delivery_of_its_group_only() {
    let Err(Unrecognised::Malformed(refused)) = store().danger_recognise_unchecked::<Other>()
    else {
        unreachable!()
    };
    assert_eq!(refused.kind(), RejectionKind::OtherGroup);

    // Without the id of a secret it was never verified.
    let mut written = serde_json::to_value(store()).unwrap();
    written["key_id"] = serde_json::Value::Null;
    let unsigned: StoredDelivery = serde_json::from_value(written).unwrap();
    let Err(Unrecognised::Malformed(refused)) = unsigned.danger_recognise_unchecked::<Queue>()
    else {
        unreachable!()
    };
    assert_eq!(refused.kind(), RejectionKind::OtherGroup);
}

#[test]
fn an_unsigned_delivery_says_so() {
    let request = Request::post("/other")
        .body(Bytes::from_static(br#"{"note":"n"}"#))
        .unwrap();
    let unverified = Other::unverified(Delivery::from(request));
    let stored = Other::recognise(unverified).unwrap().store(&[]);
    assert_eq!(
        (stored.key_id(), stored.id(), stored.id_is_signed()),
        (None, None, false)
    );
    let written = serde_json::to_string(&stored).unwrap();
    let read: StoredDelivery = serde_json::from_str(&written).unwrap();
    let Other::Order(order) = read
        .danger_recognise_unchecked::<Other>()
        .unwrap()
        .parse()
        .unwrap();
    assert_eq!(order.note, "n");
}

#[test]
fn what_was_broken_in_the_store_is_refused() {
    let written = serde_json::to_value(store()).unwrap();
    for (field, value) in [
        ("body", serde_json::json!("no base64!")),
        ("body", serde_json::json!(7)),
        ("received_at", serde_json::json!(-1)),
    ] {
        let mut broken = written.clone();
        broken[field] = value;
        let refused = serde_json::from_value::<StoredDelivery>(broken).unwrap_err();
        assert!(refused.is_data(), "{field}");
    }
    for (field, value) in [("method", "P OST"), ("uri", "no uri"), ("group", "queues")] {
        let mut broken = written.clone();
        broken[field] = value.into();
        let read: StoredDelivery = serde_json::from_value(broken).unwrap();
        let refused = read.danger_recognise_unchecked::<Queue>();
        let Err(Unrecognised::Malformed(refused)) = refused else {
            panic!("{field}: {refused:?}")
        };
        assert_eq!(refused.kind(), RejectionKind::OtherGroup, "{field}");
    }
}

/// The event stands in a header that is not ASCII, and in the URL.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/umlaut",
    discriminator("$request.header.X-Kind", "$url"),
    signature = none
)]
enum Umlaut {
    #[event("gel\u{f6}scht", "http://example.com/umlaut?q=1")]
    Deleted,
}

#[test]
fn every_byte_of_a_header_and_of_a_url_that_is_read_comes_back() {
    let request = Request::post("http://example.com/umlaut?q=1")
        .header("X-Kind", "gel\u{f6}scht")
        .header("X-Latin", b"\xfc\xff\t\x80".as_slice())
        .header("X-Latin", "2");
    let delivery = Delivery::from(request.body(Bytes::from_static(b"{}")).unwrap());
    let recognised = Umlaut::recognise(Umlaut::unverified(delivery.clone())).unwrap();
    let stored = recognised.store(&[HeaderName::from_static("x-latin")]);
    let written = serde_json::to_string(&stored).unwrap();
    let read: StoredDelivery = serde_json::from_str(&written).unwrap();
    let again = read.danger_recognise_unchecked::<Umlaut>().unwrap();
    assert_eq!(again.event(), recognised.event());
    assert_eq!(again.delivery().headers(), delivery.headers());
    assert_eq!(again.delivery().url(), delivery.url());

    let mut broken = serde_json::to_value(stored).unwrap();
    broken["headers"][0][1] = "\u{20ac}".into();
    let refused = serde_json::from_value::<StoredDelivery>(broken).unwrap_err();
    assert!(refused.is_data(), "{refused}");
}

/// Another body is another event: it is recognised again, not remembered.
#[test]
fn it_is_recognised_again_and_not_remembered() {
    let mut written = serde_json::to_value(store()).unwrap();
    written["headers"] = serde_json::json!([["x-kind", "invoice"]]);
    let read: StoredDelivery = serde_json::from_value(written).unwrap();
    let refused = read.danger_recognise_unchecked::<Queue>();
    let Err(Unrecognised::Unknown(unknown)) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(unknown.values(), ["invoice", "created"]);
}
