//! The rules of the HTTP binding and the JSON format of CloudEvents 1.0.2 for attributes and data.

use bytes::Bytes;
use http::{HeaderValue, Request};
use http_body_util::Full;
use serde::Deserialize;
use webhook_core::extract::Envelope;
use webhook_core::{Dispatcher, EventGroup, Meta, Outcome, Unsigned, on_event};

#[derive(Debug, Deserialize)]
pub(crate) struct Said {
    #[expect(dead_code, reason = "printed")]
    n: u32,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/all", preset = cloudevents, signature = none)]
pub(crate) enum All {
    #[event("said")]
    Said(Option<Said>),
    #[event("said", when("/subject" = "urgent \"order\""))]
    Urgent(Option<Said>),
    #[event("sai\u{fc}")]
    Ping,
}

/// Every attribute that CloudEvents define, and one of an extension.
#[derive(Debug, Deserialize)]
pub(crate) struct Attributes {
    specversion: String,
    r#type: String,
    source: String,
    id: String,
    time: Option<String>,
    datacontenttype: Option<String>,
    dataschema: Option<String>,
    subject: Option<String>,
    sequence: Option<String>,
}

#[on_event(group = "all", ty = All)]
fn all(event: All, meta: Meta, Envelope(read): Envelope<Attributes>) -> Outcome {
    let attributes = [
        Some(read.specversion),
        Some(read.r#type),
        Some(read.source),
        Some(read.id),
        read.time,
        read.datacontenttype,
        read.dataschema,
        read.subject,
        read.sequence,
    ];
    let attributes = attributes
        .map(|value| value.unwrap_or_else(|| "-".into()))
        .join("|");
    let header = |text: &str| HeaderValue::from_bytes(text.as_bytes()).unwrap();
    let reply = http::Response::builder()
        .header("x-event", header(&format!("{event:?}")))
        .header("x-attributes", header(&attributes))
        .header("x-id", header(meta.id().unwrap_or("-")));
    Outcome::reply(reply.body(String::new()).unwrap())
}

/// The event, the attributes and the id; or the status.
fn send(headers: &[(&'static str, &[u8])], body: &str) -> Result<[String; 3], u16> {
    let dispatcher = Dispatcher::builder()
        .group::<All>(Unsigned)
        .build()
        .unwrap();
    let mut request = Request::post("/all")
        .body(Full::new(Bytes::copy_from_slice(body.as_bytes())))
        .unwrap();
    for (name, value) in headers {
        request
            .headers_mut()
            .append(*name, HeaderValue::from_bytes(value).unwrap());
    }
    let reply = dispatcher.dispatch_blocking(request);
    let text =
        |name| Some(String::from_utf8(reply.headers().get(name)?.as_bytes().to_vec()).unwrap());
    match (text("x-event"), text("x-attributes"), text("x-id")) {
        (Some(event), Some(attributes), Some(id)) => Ok([event, attributes, id]),
        _ => Err(reply.status().as_u16()),
    }
}

const SAID: [(&str, &[u8]); 4] = [
    ("ce-specversion", b"1.0"),
    ("ce-type", b"said"),
    ("ce-source", b"/s"),
    ("ce-id", b"1"),
];

fn with(name: &'static str, value: &'static [u8]) -> Vec<(&'static str, &'static [u8])> {
    let others = SAID.into_iter().filter(|(other, _)| *other != name);
    others.chain([(name, value)]).collect()
}

fn event(headers: &[(&'static str, &[u8])]) -> Result<String, u16> {
    send(headers, r#"{"n":1}"#).map(|[event, ..]| event)
}

const SOME: &str = "Said(Some(Said { n: 1 }))";
const URGENT: &str = "Urgent(Some(Said { n: 1 }))";

#[test]
fn the_values_of_headers_are_decoded_as_the_binding_says() {
    for (name, value, expected) in [
        ("ce-type", &b"\"said\""[..], Ok(SOME)),
        ("ce-type", b"\"s\\aid\"", Ok(SOME)),
        ("ce-type", b"%73aid", Ok(SOME)),
        ("ce-type", b"\"%73aid\"", Ok(SOME)),
        ("ce-subject", b"urgent%20%22order%22", Ok(URGENT)),
        ("ce-subject", b"\"urgent \\\"order\\\"\"", Ok(URGENT)),
        // As several SDKs write it: as it is.
        ("ce-subject", b"urgent \"order\"", Ok(URGENT)),
        ("ce-type", b"sai\xc3\xbc", Ok("Ping")),
        ("ce-type", b"sai%C3%BC", Ok("Ping")),
        ("ce-type", b"\"sai\xc3\xbc\"", Ok("Ping")),
        // One round.
        ("ce-subject", b"urgent%2520%22order%22", Ok(SOME)),
        ("ce-subject", b"\"%22urgent%22\"", Ok(SOME)),
        ("ce-subject", b"+", Ok(SOME)),
        // What is read and is not text.
        ("ce-type", b"sai\xfc", Err(400)),
        ("ce-type", b"sai%FC", Err(400)),
        ("ce-type", b"said%C0%A0", Err(400)),
        ("ce-type", b"said%ED%A0%80", Err(400)),
        ("ce-type", b"said%", Err(400)),
        ("ce-type", b"said%7", Err(400)),
        ("ce-type", b"%zzsaid", Err(400)),
        ("ce-type", b"\"said", Err(400)),
        ("ce-type", b"\"said\\\"", Err(400)),
        ("ce-type", b"\"said\"s", Err(400)),
        ("ce-subject", b"%FC", Err(400)),
        ("ce-source", b"%FC", Err(400)),
        ("ce-id", b"%FC", Err(400)),
        // By the extractor, which says the field.
        ("ce-time", b"%FC", Err(422)),
        ("ce-sequence", b"\xfc", Err(422)),
    ] {
        let said = event(&with(name, value));
        let value = String::from_utf8_lossy(value);
        assert_eq!(
            said.as_deref().map_err(|status| *status),
            expected,
            "{name}: {value}"
        );
    }
}

/// No rule and no type reads them.
#[test]
fn an_attribute_that_is_not_read_may_be_anything() {
    for (name, value) in [
        ("ce-other", &b"%"[..]),
        ("ce-other", b"%FF"),
        ("ce-other", b"\xff"),
        ("ce-other", b"\"x"),
        ("ce-not-lawful", b"x"),
        ("ce-data", br#"{"n":2}"#),
        ("ce-datacontenttype", b"text/plain"),
    ] {
        let value_text = String::from_utf8_lossy(value);
        assert_eq!(
            event(&with(name, value)).as_deref(),
            Ok(SOME),
            "{name}: {value_text}"
        );
        let twice = [&with(name, value)[..], &[(name, value)]].concat();
        assert_eq!(
            event(&twice).as_deref(),
            Ok(SOME),
            "{name}: {value_text} twice"
        );
    }
    for name in ["ce-type", "ce-subject", "ce-source", "ce-id"] {
        let twice = [&with(name, b"said")[..], &[(name, b"said")]].concat();
        assert_eq!(event(&twice), Err(400), "{name} twice");
    }
    let twice = [&with("ce-time", b"t")[..], &[("ce-time", b"t")]].concat();
    assert_eq!(event(&twice), Err(422));
}

#[test]
fn every_attribute_is_there_in_both_modes() {
    let headers = [
        &SAID[..],
        &[
            ("content-type", b"application/json; charset=utf-8"),
            ("ce-time", b"2018-04-05T17:31:00Z"),
            ("ce-dataschema", b"/schema%20of"),
            ("ce-subject", b"sub"),
            ("ce-sequence", b"7"),
        ],
    ];
    let expected =
        "1.0|said|/s|1|2018-04-05T17:31:00Z|application/json; charset=utf-8|/schema of|sub|7";
    let binary = send(&headers.concat(), r#"{"n":1}"#);
    assert_eq!(binary, Ok([SOME.into(), expected.into(), "/s 1".into()]));
    let body = r#"{"specversion":"1.0","type":"said","source":"/s","id":"1","time":"2018-04-05T17:31:00Z",
        "datacontenttype":"application/json; charset=utf-8","dataschema":"/schema of","subject":"sub","sequence":"7","data":{"n":1}}"#;
    assert_eq!(send(&STRUCTURED, body), binary);

    let few = send(&SAID, r#"{"n":1}"#).unwrap();
    assert_eq!(few[1], "1.0|said|/s|1|-|-|-|-|-");
}

const STRUCTURED: [(&str, &[u8]); 1] = [("content-type", b"application/cloudevents+json")];

#[test]
fn an_event_without_data_is_none() {
    let none = "Said(None)".to_owned();
    let of = |headers: &[(&'static str, &[u8])], body: &str| {
        send(headers, body).map(|[event, ..]| event)
    };
    assert_eq!(of(&SAID, ""), Ok(none.clone()));
    assert_eq!(of(&SAID, "null"), Ok(none.clone()));
    let json = [&SAID[..], &[("content-type", b"application/json")]].concat();
    assert_eq!(of(&json, ""), Ok(none.clone()));
    let event = |data: &str| {
        format!(r#"{{"specversion":"1.0","type":"said","source":"/s","id":"1"{data}}}"#)
    };
    for data in [
        "",
        r#","data":null"#,
        r#","data_base64":null"#,
        r#","data_base64":"""#,
    ] {
        assert_eq!(of(&STRUCTURED, &event(data)), Ok(none.clone()), "{data}");
    }
}

#[test]
fn data_in_base64_is_json() {
    let of = |members: &str| {
        let event =
            format!(r#"{{"specversion":"1.0",{members},"type":"said","source":"/s","id":"1"}}"#);
        send(&STRUCTURED, &event).map(|[event, ..]| event)
    };
    let some = Ok(SOME.to_owned());
    // `{"n":1}`
    assert_eq!(of(r#""data_base64":"eyJuIjoxfQ==""#), some);
    assert_eq!(of(r#""data\u005fbase64":"eyJuIjoxfQ\u003d=""#), some);
    assert_eq!(
        of(r#""data_base64":"eyJuIjoxfQ==","datacontenttype":"application/vnd.x+json; a=b""#),
        some
    );
    assert_eq!(
        of(r#""data_base64":"eyJuIjoiIn0=""#),
        Err(422),
        "of another type"
    );
    for (members, why) in [
        (
            r#""data_base64":"eyJuIjoxfQ==","datacontenttype":"text/plain""#,
            "text",
        ),
        (r#""data_base64":"eyJuIjoxfQ""#, "not Base64"),
        (r#""data_base64":"eyJuIjox""#, "cut off"),
        (r#""data_base64":"/w==""#, "not UTF-8"),
        (r#""data_base64":7"#, "not a string"),
        // `{},"type":"other"`
        (r#""data_base64":"e30sInR5cGUiOiJvdGhlciI=""#, "attributes"),
    ] {
        assert_eq!(of(members), Err(422), "{why}");
        let ping = members.to_owned() + r#","x":1"#;
        let event =
            format!(r#"{{"specversion":"1.0",{ping},"type":"sai\u00fc","source":"/s","id":"1"}}"#);
        assert_eq!(
            send(&STRUCTURED, &event).map(|[event, ..]| event),
            Ok("Ping".into()),
            "not read: {why}"
        );
    }
    for members in [
        r#""data_base64":"eyJuIjoxfQ==","data":{"n":1}"#,
        r#""data_base64":"eyJuIjoxfQ==","data":null"#,
        r#""data_base64":"eyJuIjoxfQ==","data_base64":"eyJuIjoxfQ==""#,
    ] {
        assert_eq!(of(members), Err(400), "{members}");
    }
}
