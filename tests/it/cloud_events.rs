//! CloudEvents, in the body or with their attributes as headers: one group takes both.
#![expect(
    clippy::needless_pass_by_value,
    reason = "a handler owns what it takes"
)]

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{HeaderMap, Request};
use http_body_util::Full;
use serde::Deserialize;
use webhook_core::{
    Delivery, Dispatcher, Envelope, EventGroup, Meta, RawBody, RejectionKind, Secret, State,
    on_event,
};

const SECRET: &str = "your-shared-secret-of-32-letters";

#[derive(Debug, Deserialize)]
pub(crate) struct Order {
    number: u32,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Attributes {
    source: String,
    subject: Option<String>,
}

/// The headers are signed with the body; those that the other mode does not have are empty.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/events",
    preset = cloudevents,
    handshake = cloudevents,
    idempotent,
    signature(
        algorithm = "hmac-sha256",
        header = "X-Signature",
        message = "{$request.header.ce-id}\n{$request.header.ce-source}\n{$request.header.ce-type}\n{$request.header.ce-subject}\n{$request.body}",
        missing = "empty"
    )
)]
pub(crate) enum Orders {
    #[event("com.example.order.created")]
    Created(Order),
    #[event("com.example.order.created", when("/subject" = "urgent order"))]
    Urgent(Order),
    #[event("com.example.ping")]
    Ping,
}

/// Signs the body alone, and says that a header which nobody signs says the event.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/loose",
    preset = cloudevents,
    danger_unsigned_discriminator,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub(crate) enum Loose {
    #[event("com.example.order.created", ignore)]
    Created(Order),
}

#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

#[on_event(group = "orders", ty = Orders)]
fn order(
    order: Orders,
    meta: Meta,
    RawBody(raw): RawBody,
    Envelope(attributes): Envelope<Attributes>,
    State(seen): State<Seen>,
) {
    let what = match order {
        Orders::Created(order) => format!("created {}", order.number),
        Orders::Urgent(order) => format!("urgent {}", order.number),
        Orders::Ping => "ping".to_owned(),
    };
    let line = format!(
        "{what} {:?} signed {} of {} {:?} {}",
        meta.id(),
        meta.id_is_signed(),
        attributes.source,
        attributes.subject,
        raw.len()
    );
    seen.0.lock().unwrap().push(line);
}

fn request(headers: &[(&'static str, &str)], body: &str) -> Request<Bytes> {
    let mut request = Request::post("/events")
        .body(Bytes::from(body.to_owned()))
        .unwrap();
    for (name, value) in headers {
        request.headers_mut().append(*name, value.parse().unwrap());
    }
    let scheme = Orders::DESCRIPTOR.scheme().unwrap();
    // What has a signed header twice cannot be signed.
    let _signed = scheme.sign(&Secret::new(SECRET), &mut request);
    request
}

const BINARY: [(&str, &str); 5] = [
    ("content-type", "application/json"),
    ("ce-specversion", "1.0"),
    ("ce-id", "a-1"),
    ("ce-source", "/shop"),
    ("ce-type", "com.example.order.created"),
];
const STRUCTURED: [(&str, &str); 1] = [(
    "content-type",
    "application/cloudevents+json; charset=utf-8",
)];

fn send(requests: Vec<Request<Bytes>>) -> (Vec<u16>, Vec<String>) {
    let seen = Seen::default();
    let dispatcher = Dispatcher::builder()
        .group::<Orders>(Secret::new(SECRET))
        .state(seen.clone())
        .build()
        .unwrap();
    let statuses = requests
        .into_iter()
        .map(|request| dispatcher.dispatch_blocking(request.map(Full::new)))
        .map(|reply| reply.status().as_u16())
        .collect();
    let seen = seen.0.lock().unwrap().clone();
    (statuses, seen)
}

#[test]
fn both_modes_are_the_same_event() {
    let structured = r#"{"specversion":"1.0","id":"b-2","source":"/shop","type":"com.example.order.created","data":{"number":2}}"#;
    let (statuses, seen) = send(vec![
        request(&BINARY, r#"{"number":1}"#),
        request(&STRUCTURED, structured),
    ]);
    assert_eq!(statuses, [200, 200]);
    let expected = [
        r#"created 1 Some("/shop a-1") signed true of /shop None 12"#.to_owned(),
        format!(
            r#"created 2 Some("/shop b-2") signed true of /shop None {}"#,
            structured.len()
        ),
    ];
    assert_eq!(seen, expected);
}

/// The same event in the other mode is a repetition by its id, and one of another source is none.
#[test]
fn an_id_goes_with_its_source() {
    let other: Vec<_> = BINARY
        .iter()
        .map(|(name, value)| {
            (
                *name,
                if *name == "ce-source" {
                    "/other"
                } else {
                    *value
                },
            )
        })
        .collect();
    let (statuses, seen) = send(vec![
        request(&BINARY, r#"{"number":1}"#),
        request(&BINARY, r#"{"number":1}"#),
        request(&other, r#"{"number":1}"#),
    ]);
    assert_eq!((statuses, seen.len()), (vec![200; 3], 2));
    assert!(seen[1].contains("/other a-1"), "{seen:?}");
}

#[test]
fn headers_are_decoded_and_may_be_conditions() {
    let headers = [BINARY.as_slice(), &[("ce-subject", "urgent%20order")]].concat();
    let ping = BINARY.map(|(name, value)| {
        (
            name,
            if name == "ce-type" {
                "com.example.ping"
            } else {
                value
            },
        )
    });
    let (statuses, seen) = send(vec![
        request(&headers, r#"{"number":1}"#),
        // No data at all.
        request(&ping, ""),
    ]);
    assert_eq!(statuses, [200, 200]);
    assert!(seen[0].starts_with("urgent 1 "), "{seen:?}");
    assert!(seen[0].contains(r#"Some("urgent order")"#), "{seen:?}");
    assert!(seen[1].starts_with("ping "), "{seen:?}");
}

#[test]
fn what_is_no_cloud_event_is_malformed() {
    let changed = |name: &'static str, value: &'static str| {
        BINARY.map(|(header, was)| (header, if header == name { value } else { was }))
    };
    let more =
        |name: &'static str, value: &'static str| [BINARY.as_slice(), &[(name, value)]].concat();
    let without = |name: &str| {
        let rest = BINARY.iter().filter(|(header, _)| *header != name);
        rest.copied().collect::<Vec<_>>()
    };
    let body = r#"{"number":1}"#;
    for (headers, body, status) in [
        // Data that ends early would go on as attributes.
        (
            BINARY.to_vec(),
            r#"1},"subject":"urgent order","data":{"number":1"#,
            400,
        ),
        (
            BINARY.to_vec(),
            r#"{"number":1},"subject":"urgent order""#,
            400,
        ),
        (BINARY.to_vec(), r#"{"number":1"#, 400),
        (BINARY.to_vec(), r#"{"number":"1"}"#, 422),
        (without("ce-specversion"), body, 400),
        (without("ce-type"), body, 400),
        (more("ce-data", "x"), body, 400),
        (more("ce-not-lawful", "x"), body, 400),
        (more("ce-other", "%"), body, 400),
        (more("ce-other", "%zz"), body, 400),
        (more("ce-other", "%FF"), body, 400),
        (
            changed("content-type", "application/cloudevents-batch+json").to_vec(),
            "[]",
            400,
        ),
        (
            changed("content-type", "application/cloudevents+avro").to_vec(),
            body,
            415,
        ),
        (changed("content-type", "text/plain").to_vec(), body, 415),
        (
            STRUCTURED.to_vec(),
            r#"{"type":"com.example.ping","type":"x"}"#,
            400,
        ),
        (STRUCTURED.to_vec(), "[]", 400),
    ] {
        let (statuses, seen) = send(vec![request(&headers, body)]);
        assert_eq!(
            (statuses, seen.len()),
            (vec![status], 0),
            "{headers:?} {body}"
        );
    }
}

/// The header that says the event is signed: another one is a forgery, and twice is no value.
#[test]
fn an_attribute_cannot_be_changed() {
    let mut forged = request(&BINARY, r#"{"number":1}"#);
    let ping = "com.example.ping".parse().unwrap();
    forged.headers_mut().insert("ce-type", ping);
    let mut twice = request(&BINARY, r#"{"number":1}"#);
    let same = "com.example.order.created".parse().unwrap();
    twice.headers_mut().append("ce-type", same);
    assert_eq!(send(vec![forged, twice]).0, [401, 401]);
    assert!(Orders::DESCRIPTOR.id_is_signed());
    assert!(!Loose::DESCRIPTOR.id_is_signed());
    let table = Loose::DESCRIPTOR.to_string();
    assert!(table.contains("not signed: discriminator, id"), "{table}");
}

/// Step by step, and out of a store: the headers that say what it is are kept.
#[test]
fn it_can_wait_in_a_store() {
    let keys = Secret::new(SECRET).into();
    let delivery = Delivery::from(request(&BINARY, r#"{"number":7}"#));
    let recognised = Orders::recognise(Orders::verify(delivery, &keys).unwrap()).unwrap();
    assert_eq!(
        (recognised.event(), recognised.id()),
        ("com.example.order.created", Some("/shop a-1"))
    );
    let again = recognised
        .store(&[])
        .danger_recognise_unchecked::<Orders>()
        .unwrap();
    assert!(matches!(
        again.parse().unwrap(),
        Orders::Created(Order { number: 7 })
    ));
    let mut batch = request(&BINARY, "[]");
    *batch.headers_mut() = HeaderMap::new();
    let refused =
        Orders::verify_and_parse(&Delivery::from(batch), Secret::new(SECRET)).unwrap_err();
    assert_eq!(refused.kind(), RejectionKind::MissingSignature);
}
