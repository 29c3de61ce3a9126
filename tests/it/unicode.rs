//! Everything that is read must be text; other parts may be any bytes.

use std::collections::HashMap;

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use serde::Deserialize;
use webhook_core::group::{RejectionKind, UnsignedGroup};
use webhook_core::{Delivery, Dispatcher, EventGroup, Unsigned, on_event};

const FORM: &str = "application/x-www-form-urlencoded; charset=windows-1252";

/// As PayPal sends it: a form in windows-1252.
#[derive(Debug, Deserialize)]
pub(crate) struct Sale {
    #[expect(dead_code, reason = "printed")]
    item: Option<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "printed")]
    quantity: u32,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/sales",
    body = form,
    discriminator("/kind", "$request.query.shop"),
    id = "/txn",
    signature = none
)]
pub(crate) enum Sales {
    #[event("sale")]
    Sale(Sale),
    #[event("refund", when("/reason" = "faulty"))]
    Faulty(HashMap<String, String>),
    #[event("refund")]
    Refund,
}

#[on_event(group = "sales", ty = Sales)]
fn sale(_: Sales) {}

/// The payload of the event, or the status of a dispatch and the cause.
fn read<G: UnsignedGroup + std::fmt::Debug>(
    request: Request<Bytes>,
) -> Result<String, (u16, String)> {
    let dispatcher = Dispatcher::builder().group::<G>(Unsigned).build().unwrap();
    let reply = dispatcher.dispatch_blocking(request.clone().map(Full::new));
    let replied = reply.status().as_u16();
    match G::parse(&Delivery::from(request)) {
        Ok(event) => {
            assert_eq!(replied, 200, "{event:?}");
            Ok(format!("{event:?}"))
        }
        Err(rejection) => {
            let status = match rejection.kind() {
                RejectionKind::Malformed => 400,
                RejectionKind::InvalidPayload => 422,
                kind => panic!("{kind:?}"),
            };
            assert_eq!(replied, status, "{rejection}");
            Err((status, rejection.to_string()))
        }
    }
}

fn form(query: &str, body: &[u8]) -> Result<String, (u16, String)> {
    let request = Request::post(format!("/sales{query}")).header("Content-Type", FORM);
    read::<Sales>(request.body(Bytes::copy_from_slice(body)).unwrap())
}

#[test]
fn a_form_is_decoded_where_it_is_read() {
    let sale = |item| Ok(format!("Sale(Sale {{ item: {item:?}, quantity: 0 }})"));
    let invalid = |at: &str| Err((422, format!("a string that is not Unicode text at `{at}`")));
    let malformed = Err((400, "a form field that is read is not UTF-8".to_owned()));
    for (body, expected) in [
        // Not read, not decoded.
        (&b"kind=sale&name=J%FCrgen"[..], sale(None)),
        (b"kind=sale&name=J\xfcrgen", sale(None)),
        (b"kind=sale&%FC=1&\xfc=%", sale(None)),
        // What the sender wrote is text.
        (
            b"kind=sale&item=%EF%BF%BD&txn=%EF%BF%BD",
            sale(Some("\u{fffd}")),
        ),
        (b"kind=sale&item=%C3%BC+%", sale(Some("\u{fc} %"))),
        ("kind=sale&item=\u{fc}".as_bytes(), sale(Some("\u{fc}"))),
        // The payload's type reads it as text, or as a number.
        (b"kind=sale&item=%FC", invalid("item")),
        (b"kind=sale&item=\xfc", invalid("item")),
        (b"kind=sale&quantity=%FC", invalid("quantity")),
        (
            b"kind=sale&quantity=x",
            Err((422, "invalid value at `quantity`".into())),
        ),
        (
            b"kind=sale&item=1&item=2",
            Err((422, "duplicate field `item`".into())),
        ),
        (b"kind=refund&reason=faulty&name=%FC", invalid("<key>")),
        (b"kind=refund&reason=faulty&%FC=", invalid("<key>")),
        // The discriminator, the id and a condition.
        (b"kind=%FC", malformed.clone()),
        (b"kind=sale&txn=%FC", malformed.clone()),
        (b"kind=sale&txn=%FC%FC", malformed.clone()),
        (b"kind=refund&reason=%FC", malformed),
        (b"kind=refund&reason=other&name=%FC", Ok("Refund".into())),
    ] {
        let body_text = String::from_utf8_lossy(body);
        assert_eq!(form("", body), expected, "{body_text}");
    }
}

#[test]
fn a_query_is_decoded_where_it_is_read() {
    let body = b"kind=sale";
    let sale = "Sale(Sale { item: None, quantity: 0 })";
    assert_eq!(form("?%FC=%FC&other=%FC", body).as_deref(), Ok(sale));
    let cause = "a query parameter that is read is not UTF-8";
    assert_eq!(form("?shop=%FC", body), Err((400, cause.into())));
}

#[derive(Debug, Deserialize)]
pub(crate) struct Deep {
    #[expect(dead_code, reason = "printed")]
    name: String,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/json",
    discriminator = "/type",
    payload = "/data",
    id = "/about/id",
    signature = none
)]
pub(crate) enum Json {
    #[event("deep", when("/about/kind" = "map"))]
    Map(HashMap<String, Deep>),
    #[event("deep")]
    Deep(Deep),
    #[event("any")]
    Any(serde_json::Value),
    #[event("none")]
    None,
}

#[on_event(group = "json", ty = Json)]
fn any(_: Json) {}

fn json(body: &[u8]) -> Result<String, (u16, String)> {
    let request = Request::post("/json").body(Bytes::copy_from_slice(body));
    read::<Json>(request.unwrap())
}

/// It is JSON by its grammar, and has no characters.
#[test]
fn half_a_surrogate_pair_is_refused_where_it_is_read() {
    let deep = Ok(r#"Deep(Deep { name: "n" })"#.to_owned());
    let half = |at: &str| Err((422, format!("a string that is not Unicode text{at}")));
    for (body, expected) in [
        (
            r#"{"type":"deep","data":{"name":"n","x":"\ud800"},"y":"\udc00"}"#,
            deep.clone(),
        ),
        (r#"{"type":"deep","data":{"name":"n"},"\ud800":1}"#, deep),
        (
            r#"{"type":"deep","data":{"name":"\ud800"}}"#,
            half(" at `name`, line 1 column "),
        ),
        (
            r#"{"type":"deep","data":{"name":"\udc00\ud800"}}"#,
            half(" at `name`, line 1 column "),
        ),
        (
            r#"{"type":"deep","data":{"\ud800":1,"name":"n"}}"#,
            half(" at `<key>`, line 1 column "),
        ),
        (
            r#"{"type":"deep","about":{"kind":"map"},"data":{"secret":{"name":"\ud800"}}}"#,
            half(" at `<key>.name`, line 1 column "),
        ),
        (
            r#"{"type":"any","data":["\ud800"]}"#,
            half(" at `[0]`, line 1 column "),
        ),
        (r#"{"type":"\ud800","data":{}}"#, half(" at `type`")),
        (r#"{"type":"none\ud800","data":{}}"#, half(" at `type`")),
        (
            r#"{"type":"deep","about":{"id":"\ud800"},"data":{"name":"n"}}"#,
            half(" at `about.id`"),
        ),
        (
            r#"{"type":"none","about":{"kind":"\ud800"}}"#,
            half(" at `about.kind`"),
        ),
        // The rest of the body is looked at first.
        (
            r#"{"type":"\ud800","data":{}"#,
            Err((400, "the body is not one JSON document".into())),
        ),
    ] {
        let said = json(body.as_bytes());
        let said = said.map_err(|(status, cause)| {
            (
                status,
                cause
                    .trim_end_matches(|c: char| c.is_ascii_digit())
                    .to_owned(),
            )
        });
        assert_eq!(said, expected, "{body}");
    }
}

#[test]
fn json_that_is_not_utf_8_is_malformed_wherever() {
    for body in [
        &b"{\"type\":\"none\",\"x\":\"\xfc\"}"[..],
        b"{\"type\":\"deep\",\"data\":{\"name\":\"\xfc\"}}",
        b"{\"type\":\"deep\",\"data\":{\"name\":\"n\",\"\xfc\":1}}",
        b"\xfc",
    ] {
        assert_eq!(json(body), Err((400, "the body is not UTF-8".into())));
    }
}
