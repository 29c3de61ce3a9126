//! A payload that may be missing follows serde's rule for a missing field.

use serde::Deserialize;
use webhook_core::outcome::OutcomeKind;
use webhook_core::{EventGroup, State, Unsigned, on_event};

use super::{Bench, Log, post};

#[derive(Debug, Deserialize)]
struct Order {
    id: u8,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Lenient {
    id: u8,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/optional",
    discriminator = "/type",
    payload = "/data/order",
    signature = none
)]
enum Optional {
    #[event("maybe")]
    Maybe(Option<Order>),
    #[event("order")]
    Order(Order),
    #[event("lenient")]
    Lenient(Lenient),
    #[event("list")]
    List(Vec<u8>),
}

#[on_event(group = "optional", ty = Option<Order>)]
fn maybe(order: Option<Order>, State(log): State<Log>) {
    log.write(format!("{:?}", order.map(|order| order.id)));
}

#[on_event(group = "optional", ty = Optional)]
fn others(event: Optional, State(log): State<Log>) {
    log.write(match event {
        Optional::Maybe(_) => unreachable!("it has a handler"),
        Optional::Order(order) => format!("{}", order.id),
        Optional::Lenient(lenient) => format!("{}", lenient.id),
        Optional::List(list) => format!("{list:?}"),
    });
}

/// Told apart by shape: an absent payload fits the one that may be.
#[derive(Debug, EventGroup)]
#[event_group(path = "/shaped", payload = "/data", signature = none)]
enum Shaped {
    #[event("maybe")]
    Maybe(Option<Order>),
    #[event("text")]
    Text(String),
}

#[on_event(group = "shaped", ty = Shaped)]
fn shaped(event: Shaped, State(log): State<Log>) {
    log.write(match event {
        Shaped::Maybe(order) => format!("{:?}", order.map(|order| order.id)),
        Shaped::Text(text) => text,
    });
}

#[test]
fn an_absent_payload_is_none_or_invalid() {
    let log = Log::default();
    let bench = Bench::new(|builder| {
        let builder = builder
            .group::<Optional>(Unsigned)
            .group::<Shaped>(Unsigned);
        builder.state(log.clone())
    });
    for (path, body, said) in [
        ("/optional", r#"{"type":"maybe"}"#, Some("None")),
        ("/optional", r#"{"type":"maybe","data":null}"#, Some("None")),
        ("/optional", r#"{"type":"maybe","data":{}}"#, Some("None")),
        ("/optional", r#"{"type":"maybe","data":[]}"#, Some("None")),
        (
            "/optional",
            r#"{"type":"maybe","data":{"order":null}}"#,
            Some("None"),
        ),
        (
            "/optional",
            r#"{"type":"maybe","data":{"order":{"id":7}}}"#,
            Some("Some(7)"),
        ),
        ("/optional", r#"{"type":"maybe","data":{"order":{}}}"#, None),
        ("/optional", r#"{"type":"order"}"#, None),
        (
            "/optional",
            r#"{"type":"order","data":{"order":null}}"#,
            None,
        ),
        (
            "/optional",
            r#"{"type":"order","data":{"order":{"id":7}}}"#,
            Some("7"),
        ),
        ("/optional", r#"{"type":"lenient"}"#, None),
        (
            "/optional",
            r#"{"type":"lenient","data":{"order":{}}}"#,
            Some("0"),
        ),
        ("/optional", r#"{"type":"list"}"#, None),
        ("/shaped", "{}", Some("None")),
        ("/shaped", r#"{"data":null}"#, Some("None")),
        ("/shaped", r#"{"data":{"id":7}}"#, Some("Some(7)")),
        ("/shaped", r#"{"data":"x"}"#, Some("x")),
    ] {
        let (reply, record) = bench.send_for_record(post(path, body));
        let expected = match said {
            Some(_) => (200, OutcomeKind::Handled),
            None => (422, OutcomeKind::InvalidPayload),
        };
        assert_eq!((reply.status, record.outcome()), expected, "{body}");
        assert_eq!(log.take(), Vec::from_iter(said), "{body}");
    }
}
