//! What the sender sees: a status, a fixed text, and a few headers.

use http::Method;
use serde::Deserialize;
use webhook_core::outcome::OutcomeKind;
use webhook_core::{EventGroup, on_event};

use super::{Bench, post, secret, signed};

#[derive(Debug, Deserialize)]
struct Order {
    #[expect(dead_code, reason = "only parsed")]
    id: u32,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/plain",
    discriminator = "/type",
    payload = "/data",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Plain {
    #[event("order")]
    Order(Order),
    #[event("ignored", ignore)]
    Ignored(Order),
}

#[on_event(group = "plain", ty = Order, event = "order")]
fn of_plain(_: Order) {}

/// Every status that a group may choose is another one here.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/chosen",
    discriminator = "/type",
    payload = "/data",
    max_body = 100,
    media_type = any,
    reply(ok = 201, unknown = 202, failed = 502, permanent = 410, rejected = 403, malformed = 422),
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Chosen {
    #[event("order")]
    Order(Order),
    #[event("failing")]
    Failing(Order),
    #[event("hopeless")]
    Hopeless(Order),
    #[event("ignored", ignore, reply(unknown = 204))]
    Ignored(Order),
}

#[on_event(group = "chosen", event = "order")]
fn of_chosen(_: Order) {}

#[on_event(group = "chosen", event = "failing")]
fn failing(_: Order) -> Result<(), &'static str> {
    Err("the shelf fell over")
}

#[on_event(group = "chosen", event = "hopeless")]
fn hopeless(_: Order) -> Result<(), webhook_core::Failure> {
    Err(webhook_core::Failure::permanent())
}

const ORDER: &str = r#"{"type":"order","data":{"id":1}}"#;

fn problem(status: u16, title: &str) -> String {
    format!(r#"{{"type":"about:blank","title":"{title}","status":{status}}}"#)
}

#[test]
fn a_success_is_one_line_of_json() {
    let bench = Bench::new(|builder| builder.group::<Plain>(secret()));
    for body in [ORDER, r#"{"type":"ignored"}"#, r#"{"type":"new"}"#] {
        let reply = bench.send(signed::<Plain>("/plain", body));
        assert_eq!(
            (reply.status, reply.body.as_str()),
            (200, r#"{"received":true}"#),
            "{body}"
        );
        assert_eq!(reply.header("content-type"), Some("application/json"));
        assert_eq!(reply.headers.len(), 1, "{reply:?}");
    }
}

#[test]
fn a_failure_is_a_problem_document_that_says_no_more_than_its_status() {
    let bench = Bench::new(|builder| builder.group::<Plain>(secret()));
    let request = |body| signed::<Plain>("/plain", body);
    let (mut get, mut encoded, mut text) = (request(ORDER), request(ORDER), request(ORDER));
    *get.method_mut() = Method::GET;
    encoded
        .headers_mut()
        .insert("content-encoding", "gzip".parse().unwrap());
    text.headers_mut()
        .insert("content-type", "text/plain".parse().unwrap());
    let large = " ".repeat(1024 * 1024 + 1);
    for (request, status, title) in [
        (request("{"), 400, "Bad Request"),
        (request("{}"), 400, "Bad Request"),
        (post("/plain", ORDER), 401, "Unauthorized"),
        (get, 405, "Method Not Allowed"),
        (request(&large), 413, "Payload Too Large"),
        (encoded, 415, "Unsupported Media Type"),
        (text, 415, "Unsupported Media Type"),
        (
            request(r#"{"type":"order","data":{"id":"secret"}}"#),
            422,
            "Unprocessable Entity",
        ),
    ] {
        let reply = bench.send(request);
        assert_eq!(
            (reply.status, &reply.body),
            (status, &problem(status, title))
        );
        assert_eq!(
            reply.header("content-type"),
            Some("application/problem+json")
        );
        assert_eq!(reply.header("allow"), (status == 405).then_some("POST"));
        assert_eq!(
            reply.headers.len(),
            if status == 405 { 2 } else { 1 },
            "{reply:?}"
        );
        let document: serde_json::Value = serde_json::from_str(&reply.body).unwrap();
        assert_eq!(document["status"], status);
    }
}

/// One text for every reason, so that nobody learns how near a forgery was.
#[test]
fn every_forgery_gets_the_same_reply() {
    let bench = Bench::new(|builder| builder.group::<Plain>(secret()));
    let genuine = signed::<Plain>("/plain", ORDER).headers()["x-signature"].clone();
    let genuine = genuine.to_str().unwrap();
    let mut bodies = Vec::new();
    for signature in [
        "",
        "zz",
        "00",
        &"0".repeat(64),
        &genuine[1..],
        &format!("{genuine}00"),
    ] {
        let mut request = post("/plain", ORDER);
        request
            .headers_mut()
            .insert("x-signature", signature.parse().unwrap());
        bodies.push(bench.send(request));
    }
    bodies.push(bench.send(post("/plain", ORDER)));
    for reply in bodies {
        assert_eq!(
            (reply.status, reply.body),
            (401, problem(401, "Unauthorized"))
        );
        assert_eq!(reply.headers.len(), 1);
    }
}

#[test]
fn a_group_chooses_its_statuses() {
    use OutcomeKind::{
        Failed, Handled, Ignored, InvalidPayload, Malformed, Permanent, Rejected, TooLarge, Unknown,
    };
    let bench = Bench::new(|builder| builder.group::<Chosen>(secret()));
    let request = |body: &str| signed::<Chosen>("/chosen", body);
    for (request, status, outcome) in [
        (request(ORDER), 201, Handled),
        (request(r#"{"type":"new"}"#), 202, Unknown),
        (request(r#"{"type":"ignored"}"#), 204, Ignored),
        (
            request(r#"{"type":"failing","data":{"id":1}}"#),
            502,
            Failed,
        ),
        (
            request(r#"{"type":"hopeless","data":{"id":1}}"#),
            410,
            Permanent,
        ),
        (post("/chosen", ORDER), 403, Rejected),
        (request("{}"), 422, Malformed),
        (
            request(r#"{"type":"order","data":{}}"#),
            422,
            InvalidPayload,
        ),
        (request(&format!("{ORDER:100}")), 201, Handled),
        (request(&format!("{ORDER:101}")), 413, TooLarge),
    ] {
        let (reply, record) = bench.send_for_record(request);
        assert_eq!((reply.status, record.outcome()), (status, outcome));
        assert!(!reply.body.contains("shelf"));
    }
}

#[test]
fn a_group_may_take_any_media_type_but_no_encoding() {
    let bench = Bench::new(|builder| builder.group::<Chosen>(secret()));
    for media_type in ["text/plain", "application/x-www-form-urlencoded", "\u{e9}"] {
        let mut request = signed::<Chosen>("/chosen", ORDER);
        let value = http::HeaderValue::from_bytes(media_type.as_bytes()).unwrap();
        request.headers_mut().insert("content-type", value);
        assert_eq!(bench.send(request.clone()).status, 201, "{media_type}");
        request
            .headers_mut()
            .insert("content-encoding", "gzip".parse().unwrap());
        assert_eq!(bench.send(request).status, 415, "{media_type}");
    }
}

/// What a record says is what a page of deliveries shows.
#[test]
fn a_record_serialises_to_what_a_page_shows() {
    let bench = Bench::new(|builder| builder.group::<Plain>(secret()));
    let (_, record) = bench.send_for_record(signed::<Plain>("/plain", ORDER));
    let mut shown = serde_json::to_value(&*record).unwrap();
    assert!(shown["microseconds"].is_u64(), "{shown}");
    shown.as_object_mut().unwrap().remove("microseconds");
    let expected = serde_json::json!({
        "kind": "delivery", "group": "plain", "event": "order", "type": "Order", "id": null,
        "handler": concat!(module_path!(), "::of_plain"),
        "outcome": "handled", "cause": null, "reply": 200, "key": "1", "body_bytes": ORDER.len(),
    });
    assert_eq!(shown, expected);
}
