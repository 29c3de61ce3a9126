//! No discriminator: a constant in one of several places.

use super::*;

#[test]
fn constants_of_different_fields() {
    const EVENTS: &[EventDescriptor] = &[
        event("change").with_conditions(&[is("/increaseType", "stock.increase")]),
        event("change").with_conditions(&[is("/decreaseType", "stock.decrease")]),
        event("other").with_conditions(&[has("/alert")]),
    ];
    let plan = plan(&[], EVENTS);
    assert_eq!(of(&plan, r#"{"increaseType":"stock.increase"}"#), Ok(0));
    assert_eq!(of(&plan, r#"{"decreaseType":"stock.decrease"}"#), Ok(1));
    assert_eq!(
        of(&plan, r#"{"increaseType":"stock.decrease"}"#),
        unknown(&[], &[])
    );
    assert_eq!(
        of(&plan, r#"{"increaseType":["stock.increase"]}"#),
        unknown(&[], &[])
    );
    let both = r#"{"decreaseType":"stock.decrease","increaseType":"stock.increase"}"#;
    assert_eq!(of(&plan, both), unknown(&[], &[0, 1]));
    for present in ["{}", "[]", "0", "false", r#""""#] {
        assert_eq!(
            of(&plan, &format!(r#"{{"alert":{present}}}"#)),
            Ok(2),
            "{present}"
        );
    }
    assert_eq!(of(&plan, r#"{"alert":null}"#), unknown(&[], &[]));
    assert_eq!(of(&plan, "{}"), unknown(&[], &[]));
    assert_eq!(of(&plan, "[]"), unknown(&[], &[]));
}

#[test]
fn the_whole_body_may_be_the_constant() {
    const EVENTS: &[EventDescriptor] = &[
        event("on").with_conditions(&[Condition::equals(Expression::Body, "on")]),
        event("off").with_conditions(&[is("", "off")]),
    ];
    let plan = plan(&[], EVENTS);
    assert_eq!(of(&plan, r#" "on" "#), Ok(0));
    assert_eq!(of(&plan, r#""o\u0066f""#), Ok(1));
    assert_eq!(of(&plan, "{}"), unknown(&[], &[]));
    assert_eq!(of(&plan, r#""on" 1"#), malformed(NOT_JSON));
}

#[test]
fn the_narrower_rule_wins() {
    const EVENTS: &[EventDescriptor] = &[
        event("any").with_conditions(&[has("/a")]),
        event("one").with_conditions(&[is("/a", "1")]),
        event("both").with_conditions(&[has("/b"), is("/a", "1")]),
        event("b").with_conditions(&[is("/b", "1")]),
    ];
    let plan = plan(&[], EVENTS);
    assert_eq!(of(&plan, r#"{"a":2}"#), Ok(0));
    assert_eq!(of(&plan, r#"{"a":1}"#), Ok(1));
    assert_eq!(of(&plan, r#"{"a":1,"b":2}"#), Ok(2));
    assert_eq!(of(&plan, r#"{"a":2,"b":1}"#), unknown(&[], &[0, 3]));
    assert_eq!(of(&plan, r#"{"a":1,"b":1}"#), unknown(&[], &[2, 3]));
}

#[test]
fn names_of_headers_are_compared_without_case() {
    const EVENTS: &[EventDescriptor] = &[
        event("any").with_conditions(&[Condition::present(Header("X-Kind"))]),
        event("one").with_conditions(&[Condition::equals(Header("x-kind"), "1")]),
    ];
    let request = Request::post("/p")
        .header("X-KIND", "1")
        .body("{}".into())
        .unwrap();
    assert_eq!(outcome(&plan(&[], EVENTS), &request.into(), &[]), Ok(1));
}

#[test]
fn conditions_narrow_a_value() {
    const EVENTS: &[EventDescriptor] = &[
        event("order.paid")
            .with_values(&["order"])
            .with_conditions(&[is("/paid", "true")]),
        event("order.open")
            .with_values(&["order"])
            .with_conditions(&[is("/paid", "false")]),
        event("order").with_values(&["order"]),
        event("order.sent")
            .with_values(&["order", "sent"])
            .with_conditions(&[has("/by")]),
        event("item.sent")
            .with_values(&["item", "sent"])
            .with_conditions(&[has("/by")]),
    ];
    let plan = plan(&[Pointer("/type"), Pointer("/action")], EVENTS);
    assert_eq!(of(&plan, r#"{"type":"order","paid":true}"#), Ok(0));
    assert_eq!(of(&plan, r#"{"type":"order","paid":false}"#), Ok(1));
    assert_eq!(of(&plan, r#"{"type":"order","paid":null}"#), Ok(2));
    assert_eq!(
        of(
            &plan,
            r#"{"type":"order","action":"sent","by":1,"paid":true}"#
        ),
        Ok(3)
    );
    // None of the longer tuple's events holds: the shorter one's are looked at.
    assert_eq!(
        of(&plan, r#"{"type":"order","action":"sent","paid":true}"#),
        Ok(0)
    );
    let item = r#"{"type":"item","action":"sent"}"#;
    assert_eq!(of(&plan, item), unknown(&["item", "sent"], &[]));
}
