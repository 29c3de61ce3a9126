//! Flat: one discriminator in the body.

use super::*;

const EVENTS: &[EventDescriptor] = &[
    event("created").with_values(&["order.created"]),
    event("seven").with_values(&["7"]),
    event("float").with_values(&["1.50"]),
    event("yes").with_values(&["true"]),
    event("empty").with_values(&[""]),
    event("accent").with_values(&["caf\u{e9}"]),
];

fn check(body: &str) -> Result<usize, NotFound> {
    of(&plan(&[Pointer("/type")], EVENTS), body)
}

#[test]
fn a_value_selects_its_event() {
    assert_eq!(check(r#"{"type":"order.created"}"#), Ok(0));
    assert_eq!(
        check(r#"{"x":[{"type":"no"}],"type":"order.created","y":{}}"#),
        Ok(0)
    );
    assert_eq!(check(r#"{"\u0074ype":"order\u002ecreated"}"#), Ok(0));
    assert_eq!(check(r#"{"type":"caf\u00e9"}"#), Ok(5));
    assert_eq!(check(r#"{"type":"café"}"#), Ok(5));
    assert_eq!(check(r#"{"type":""}"#), Ok(4));
}

#[test]
fn numbers_and_booleans_are_their_source_text() {
    assert_eq!(check(r#"{"type":7}"#), Ok(1));
    assert_eq!(check(r#"{"type":"7"}"#), Ok(1));
    assert_eq!(check(r#"{"type":7.0}"#), unknown(&["7.0"], &[]));
    assert_eq!(check(r#"{"type": 1.50 }"#), Ok(2));
    assert_eq!(check(r#"{"type":true}"#), Ok(3));
    let huge = "9".repeat(400);
    assert_eq!(
        check(&format!(r#"{{"type":{huge}}}"#)),
        unknown(&[&huge], &[])
    );
}

#[test]
fn only_the_exact_text_counts() {
    for value in [
        "Order.Created",
        " order.created",
        "order.created ",
        "order.create",
    ] {
        assert_eq!(
            check(&format!(r#"{{"type":"{value}"}}"#)),
            unknown(&[value], &[])
        );
    }
}

#[test]
fn a_discriminator_that_says_nothing_is_malformed() {
    for body in [
        "{}",
        r#"{"type":null}"#,
        r#"{"data":{"type":"7"}}"#,
        "7",
        "[]",
        "null",
    ] {
        assert_eq!(check(body), malformed(ABSENT), "{body}");
    }
    for body in [r#"{"type":{}}"#, r#"{"type":["order.created"]}"#] {
        assert_eq!(check(body), malformed(CONTAINER), "{body}");
    }
    let lone = r#"{"type":"\ud800"}"#;
    assert_eq!(
        check(lone),
        Err(NotFound::Invalid(
            Misfit::new(NOT_TEXT).within(Step::Declared("type".into()))
        ))
    );
}

#[test]
fn a_doubled_key_is_malformed_only_where_it_is_read() {
    assert_eq!(check(r#"{"type":"7","type":"7"}"#), malformed(DOUBLED));
    assert_eq!(
        check(r#"{"type":"7","t\u0079pe":null}"#),
        malformed(DOUBLED)
    );
    assert_eq!(check(r#"{"x":1,"x":2,"type":"7"}"#), Ok(1));
}

#[test]
fn what_is_no_json_is_malformed() {
    for body in [
        " ",
        "{",
        r#"{"type":"7""#,
        r#"{"type":"7"}]"#,
        r#"{"type":"7"}{}"#,
        "NaN",
    ] {
        assert_eq!(check(body), malformed(NOT_JSON), "{body}");
    }
    assert_eq!(check(""), malformed("the body is empty"));
    let marked = "\u{feff}{\"type\":\"7\"}";
    assert_eq!(
        check(marked),
        malformed("the body starts with a byte-order mark")
    );
}

#[test]
fn an_unmapped_value_never_falls_back_to_structure() {
    const EVENTS: &[EventDescriptor] = &[event("a").with_values(&["a"]), event("shape")];
    let plan = plan(&[Pointer("/type")], EVENTS);
    assert_eq!(
        outcome(&plan, &post(r#"{"type":"b"}"#), &[0, 1]),
        unknown(&["b"], &[])
    );
    assert_eq!(outcome(&plan, &post("{}"), &[0, 1]), malformed(ABSENT));
}

#[test]
fn a_thousand_values() {
    let events = (0..1000).map(|number| -> EventDescriptor {
        let value: &'static str = Box::leak(format!("event.{number}").into());
        event("e").with_values(Box::leak(Box::new([value])))
    });
    let plan = plan(&[Pointer("/type")], Box::leak(events.collect()));
    for number in [0, 1, 9, 10, 500, 999] {
        assert_eq!(
            of(&plan, &format!(r#"{{"type":"event.{number}"}}"#)),
            Ok(number)
        );
    }
    assert_eq!(
        of(&plan, r#"{"type":"event.1000"}"#),
        unknown(&["event.1000"], &[])
    );
}
