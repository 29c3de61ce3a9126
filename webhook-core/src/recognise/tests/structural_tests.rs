//! No rule at all: the payload's shape.

use std::cell::RefCell;

use super::*;

const EVENTS: &[EventDescriptor] = &[
    event("text"),
    event("number"),
    event("marked").with_conditions(&[has("/mark")]),
    event("list"),
];

#[test]
fn exactly_one_has_to_fit() {
    let plan = plan(&[], EVENTS);
    assert_eq!(outcome(&plan, &post("8"), &[1]), Ok(1));
    assert_eq!(outcome(&plan, &post("8"), &[0, 3]), unknown(&[], &[0, 3]));
    assert_eq!(outcome(&plan, &post("8"), &[]), unknown(&[], &[]));
    assert_eq!(outcome(&plan, &post("8 8"), &[]), malformed(NOT_JSON));
    // A condition that holds goes first.
    assert_eq!(outcome(&plan, &post(r#"{"mark":1}"#), &[0, 1]), Ok(2));
}

#[test]
fn each_is_tried_once_and_only_if_no_rule_holds() {
    let plan = plan(&[], EVENTS);
    let tried = RefCell::new(Vec::new());
    let try_all = |body: &str| {
        let delivery = post(body);
        let found = plan.recognise(&delivery, body, &mut |event, payload| {
            tried.borrow_mut().push(event);
            payload.parse::<u8>().is_ok() && event == 1
        });
        (found.map(|found| found.index), tried.take())
    };
    assert_eq!(try_all("8"), (Ok(1), vec![0, 1, 3]));
    assert_eq!(try_all(r#"{"mark":1}"#), (Ok(2), vec![]));
}

#[test]
fn a_body_too_deep_for_any_type_is_malformed() {
    const SHAPES: &[EventDescriptor] = &[event("any")];
    let deep = "[".repeat(128) + &"]".repeat(128);
    let cause = "the body nests deeper than 127 levels";
    assert_eq!(of(&plan(&[], SHAPES), &deep), malformed(cause));
    assert_eq!(of(&plan(&[], SHAPES), ""), malformed("the body is empty"));
}
