//! CloudEvents, in the body or with their attributes as headers: one group takes both.
#![expect(
    clippy::needless_pass_by_value,
    reason = "a handler owns what it takes"
)]

mod binding;

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{HeaderMap, Request};
use http_body_util::Full;
use serde::Deserialize;
use webhook_core::extract::{Envelope, RawBody};
use webhook_core::group::RejectionKind;
use webhook_core::{Delivery, Dispatcher, EventGroup, Meta, Secret, State, on_event};

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
        message = "{$request.header.Content-Type}\n{$request.header.ce-id}\n{$request.header.ce-source}\n{$request.header.ce-type}\n{$request.header.ce-subject}\n{$request.body}",
        missing = empty
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

/// Signs the attributes and not the media type, and says so.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/either",
    preset = cloudevents,
    danger_unsigned_discriminator,
    signature(
        algorithm = "hmac-sha256",
        header = "X-Signature",
        message = "{$request.header.ce-id}\n{$request.header.ce-source}\n{$request.header.ce-type}\n{$request.body}",
        missing = empty
    )
)]
pub(crate) enum Either {
    #[event("note.saved")]
    Note(serde_json::Value),
    #[event("money.sent")]
    Money(serde_json::Value),
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

/// Sources that differ only in how a space is written are two, and each has its own ids.
#[test]
fn no_two_sources_share_the_name_of_an_event() {
    let of = |source: &str, id: &str| {
        let event = serde_json::json!({
            "specversion": "1.0", "id": id, "source": source,
            "type": "com.example.order.created", "data": {"number": 1},
        });
        request(&STRUCTURED, &event.to_string())
    };
    let pairs = [
        ("/x y", "1"),
        ("/x%20y", "1"),
        ("/x%2520y", "1"),
        ("/x", "y 1"),
        ("/x%", "20y 1"),
    ];
    let requests = pairs.map(|(source, id)| of(source, id));
    let (statuses, seen) = send(requests.into());
    assert_eq!((statuses, seen.len()), (vec![200; 5], 5), "{seen:?}");
    // In a header, a space and `%` are written as the binding says.
    let header = |source: &'static str| {
        BINARY.map(|(name, value)| (name, if name == "ce-source" { source } else { value }))
    };
    let (statuses, seen) = send(vec![
        of("/x y", "a-1"),
        request(&header("/x%20y"), r#"{"number":1}"#),
        of("/x%20y", "a-1"),
        request(&header("/x%2520y"), r#"{"number":1}"#),
    ]);
    // The same ids with another body are repetitions all the same.
    assert_eq!((statuses, seen.len()), (vec![200; 4], 2), "{seen:?}");
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
        (more("ce-subject", "%"), body, 400),
        (more("ce-subject", "%zz"), body, 400),
        (more("ce-subject", "%FF"), body, 400),
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
    assert!(!Either::DESCRIPTOR.id_is_signed());
    let table = Loose::DESCRIPTOR.to_string();
    assert!(
        table.contains("not signed: discriminator, id, media type"),
        "{table}"
    );
}

/// A note. Read as a structured event, its data would be another event.
const NOTE: &str = r#"{"specversion":"1.0","type":"money.sent","source":"/bank","id":"7","data":{"to":"mallory"}}"#;

fn either(headers: &[(&'static str, &str)], body: &str) -> Result<String, RejectionKind> {
    let mut request = Request::post("/either")
        .body(Bytes::from(body.to_owned()))
        .unwrap();
    for (name, value) in headers {
        request.headers_mut().append(*name, value.parse().unwrap());
    }
    let scheme = Either::DESCRIPTOR.scheme().unwrap();
    scheme.sign(&Secret::new(SECRET), &mut request).unwrap();
    let event = Either::verify_and_parse(&Delivery::from(request), Secret::new(SECRET));
    match event {
        Ok(Either::Note(data)) => Ok(format!("note {data}")),
        Ok(Either::Money(data)) => Ok(format!("money {data}")),
        Err(rejection) => Err(rejection.kind()),
    }
}

const STRUCTURED_TYPE: (&str, &str) = ("content-type", "application/cloudevents+json");

/// Some proxies add or keep empty headers; the schemes that sign one sign it as one that is absent.
#[test]
fn an_attribute_without_a_value_is_absent_beside_an_event_in_the_body() {
    let event =
        r#"{"specversion":"1.0","type":"note.saved","source":"/notes","id":"n1","data":"x"}"#;
    let empty = [
        "ce-type",
        "ce-id",
        "ce-source",
        "ce-specversion",
        "ce-other",
    ];
    for name in empty {
        let said = either(&[STRUCTURED_TYPE, (name, "")], event);
        assert_eq!(said, Ok(r#"note "x""#.to_owned()), "{name}");
    }
    let all: Vec<_> = empty.iter().map(|name| (*name, "")).collect();
    let all = [&[STRUCTURED_TYPE], all.as_slice()].concat();
    assert_eq!(either(&all, event), Ok(r#"note "x""#.to_owned()));
    // One that has a value still has to be the same, and none may be given twice or have a name that none has.
    for headers in [
        [("ce-type", "money.sent"), ("ce-id", "")],
        [("ce-other", ""), ("ce-other", "")],
        [("ce-other", ""), ("ce-not-lawful", "")],
    ] {
        let said = either(&[&[STRUCTURED_TYPE], headers.as_slice()].concat(), event);
        assert_eq!(said, Err(RejectionKind::Malformed), "{headers:?}");
    }
}

/// In a group that does not sign the media type, every attribute in a header has to be what the body says.
#[test]
fn another_media_type_makes_no_event_of_the_data() {
    let note = [
        ("ce-specversion", "1.0"),
        ("ce-id", "n1"),
        ("ce-source", "/notes"),
        ("ce-type", "note.saved"),
    ];
    let json = ("content-type", "application/json");
    let read = either(&[&[json], &note[..]].concat(), NOTE);
    assert!(read.unwrap().starts_with("note "));
    let replayed = either(&[&[STRUCTURED_TYPE], &note[..]].concat(), NOTE);
    assert_eq!(replayed, Err(RejectionKind::Malformed));

    let same = [
        STRUCTURED_TYPE,
        ("ce-type", "money.sent"),
        ("ce-id", "7"),
        ("ce-source", "%2Fbank"),
        ("ce-subject", ""),
    ];
    assert_eq!(
        either(&same, NOTE),
        Ok(r#"money {"to":"mallory"}"#.to_owned())
    );
    for (name, value) in [
        ("ce-type", "note.saved"),
        ("ce-type", "Money.sent"),
        ("ce-id", "8"),
        ("ce-id", "7 "),
        ("ce-source", "/bank/"),
        ("ce-source", "%2"),
        ("ce-subject", "x"),
        ("ce-data", "x"),
        ("ce-dataschema", "x"),
        ("ce-other", "x"),
        ("ce-not-lawful", "x"),
    ] {
        let trimmed = value.trim();
        let expected = if trimmed == "7" {
            Ok(r#"money {"to":"mallory"}"#.to_owned())
        } else {
            Err(RejectionKind::Malformed)
        };
        let headers = [STRUCTURED_TYPE, (name, trimmed)];
        assert_eq!(either(&headers, NOTE), expected, "{name}: {value}");
    }
    // What the body says of itself twice is nothing that could be compared.
    let twice = r#"{"type":"money.sent","id":"7","source":"/bank","x":1,"x":2,"data":{}}"#;
    let headers = [STRUCTURED_TYPE, ("ce-x", "1")];
    assert_eq!(either(&headers, twice), Err(RejectionKind::Malformed));
    // A number and a boolean are compared by their text, and `null` is no value.
    let numbers = r#"{"type":"money.sent","id":"7","source":"/bank","n":1.50,"b":true,"z":null,"o":{},"data":{}}"#;
    for (name, value, fits) in [
        ("ce-n", "1.50", true),
        ("ce-n", "1.5", false),
        ("ce-b", "true", true),
        ("ce-b", "True", false),
        ("ce-z", "null", false),
        ("ce-o", "{}", false),
    ] {
        let read = either(&[STRUCTURED_TYPE, (name, value)], numbers);
        assert_eq!(read.is_ok(), fits, "{name}: {value} {read:?}");
    }
}

/// In one that signs it, the event is in one place.
#[test]
fn an_event_is_in_one_place_where_the_media_type_is_signed() {
    let structured = r#"{"specversion":"1.0","id":"b-2","source":"/shop","type":"com.example.order.created","data":{"number":2}}"#;
    let beside = |name, value| request(&[&STRUCTURED[..], &[(name, value)]].concat(), structured);
    let requests = ["b-2", "b-3", ""].map(|id| beside("ce-id", id)).into();
    assert_eq!(send(requests), (vec![400; 3], vec![]));
    assert_eq!(send(vec![beside("ce-other", "x")]).0, [400]);

    let mut forged = request(&BINARY, structured);
    let other = STRUCTURED[0].1.parse().unwrap();
    forged.headers_mut().insert("content-type", other);
    assert_eq!(send(vec![forged]), (vec![401], vec![]));
}

/// A header without a value has the signature of one that is absent, and is read as that.
#[test]
fn a_blank_attribute_is_none() {
    let mut blank = request(&BINARY, r#"{"number":1}"#);
    let headers = blank.headers_mut();
    headers.insert("ce-subject", http::HeaderValue::from_static(""));
    let (statuses, seen) = send(vec![request(&BINARY, r#"{"number":1}"#), blank]);
    assert_eq!((statuses, seen.len()), (vec![200; 2], 1));
    assert!(seen[0].contains("of /shop None"), "{seen:?}");
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
