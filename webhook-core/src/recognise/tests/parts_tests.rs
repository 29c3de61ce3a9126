//! Payload and id.

use super::*;

const EVENTS: &[EventDescriptor] = &[event("a").with_values(&["a"])];

fn envelope(id: Expression<'static>) -> Plan {
    let descriptor = Descriptor::new("g", EVENTS).with_discriminator(&[Pointer("/data/type")]);
    Plan::new(leak(descriptor.with_payload("/data").with_id(id)))
}

fn id(plan: &Plan, body: &str) -> Option<String> {
    let delivery = post(body);
    let found = plan.recognise(&delivery, body, &mut |_, _| false).unwrap();
    found.id.map(|id| id.text.into_owned())
}

#[test]
fn a_payload_may_hold_its_discriminator() {
    let body = r#"{"id":1, "data": {"type":"a", "n":7} }"#;
    let (plan, delivery) = (envelope(Pointer("/id")), post(body));
    let found = plan.recognise(&delivery, body, &mut |_, _| false).unwrap();
    assert_eq!(
        (found.index, found.id.as_ref().map(|id| &*id.text)),
        (0, Some("1"))
    );
    let payload: std::collections::BTreeMap<String, serde_json::Value> =
        found.payload.parse().unwrap();
    assert_eq!(payload.get("n"), Some(&7.into()));
    let error = found.payload.parse::<Vec<u8>>().unwrap_err();
    assert_eq!((error.line(), error.column()), (Some(1), Some(17)));
}

#[test]
fn a_payload_that_is_not_there_is_absent() {
    let descriptor = Descriptor::new("g", EVENTS).with_discriminator(&[Pointer("/type")]);
    let plan = Plan::new(leak(descriptor.with_payload("/data")));
    let body = r#"{"type":"a"}"#;
    let delivery = post(body);
    let found = plan.recognise(&delivery, body, &mut |_, _| false).unwrap();
    let error = found.payload.parse::<u8>().unwrap_err();
    assert_eq!(
        error.kind(),
        crate::payload::error::PayloadErrorKind::Absent
    );
    found.payload.none().unwrap();
}

#[test]
fn an_id_is_a_scalar_or_nothing() {
    let plan = envelope(Pointer("/id"));
    for (value, text) in [
        (r#""e\u00761""#, Some("ev1")),
        ("17", Some("17")),
        ("null", None),
        ("{}", None),
        ("[1]", None),
    ] {
        let body = format!(r#"{{"data":{{"type":"a"}},"id":{value}}}"#);
        assert_eq!(id(&plan, &body).as_deref(), text, "{value}");
    }
    assert_eq!(id(&plan, r#"{"data":{"type":"a"}}"#), None);
    let twice = r#"{"data":{"type":"a"},"id":1,"id":1}"#;
    assert_eq!(of(&plan, twice), malformed(DOUBLED));
}

#[test]
fn an_unknown_delivery_has_an_id_too() {
    let values = vec!["b".to_owned()];
    let id = Some("1".to_owned());
    let unknown = NotFound::Unknown {
        values,
        matches: Vec::new(),
        id,
    };
    let plan = envelope(Pointer("/id"));
    assert_eq!(of(&plan, r#"{"data":{"type":"b"},"id":1}"#), Err(unknown));
}

#[test]
fn an_id_may_come_in_a_header() {
    let plan = envelope(Header("X-Id"));
    let body = r#"{"data":{"type":"a"}}"#;
    let request = Request::post("/p")
        .header("x-id", "d1")
        .body(body.into())
        .unwrap();
    let delivery = request.into();
    let found = plan.recognise(&delivery, body, &mut |_, _| false).unwrap();
    assert_eq!(found.id.as_ref().map(|id| &*id.text), Some("d1"));
    assert_eq!(id(&plan, body), None);
}
