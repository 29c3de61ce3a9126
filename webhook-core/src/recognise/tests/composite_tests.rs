//! Composite: a header and the body.

use super::*;

const EVENTS: &[EventDescriptor] = &[
    event("issues.opened").with_values(&["issues", "opened"]),
    event("issues").with_values(&["issues"]),
    event("pull.opened").with_values(&["pull", "opened"]),
    event("deep").with_values(&["issues", "opened", "x"]),
];

fn check(header: &str, body: &str) -> Result<usize, NotFound> {
    let plan = plan(
        &[
            Header("X-GitHub-Event"),
            Pointer("/action"),
            Pointer("/more/0"),
        ],
        EVENTS,
    );
    let request = Request::post("/p").header("x-github-event", header);
    outcome(
        &plan,
        &request.body(body.to_owned().into()).unwrap().into(),
        &[],
    )
}

#[test]
fn the_longest_tuple_of_present_values_wins() {
    assert_eq!(check("issues", r#"{"action":"opened"}"#), Ok(0));
    assert_eq!(
        check("issues", r#"{"more":["x"],"action":"opened"}"#),
        Ok(3)
    );
    assert_eq!(
        check("issues", r#"{"more":["y"],"action":"opened"}"#),
        Ok(0)
    );
    assert_eq!(check("issues", r#"{"action":"closed"}"#), Ok(1));
    assert_eq!(check("issues", r#"{"more":["x"]}"#), Ok(1));
    assert_eq!(check("pull", r#"{"action":"opened"}"#), Ok(2));
}

#[test]
fn a_later_value_may_be_absent() {
    for body in [
        "{}",
        r#"{"action":null}"#,
        r#"{"action":{}}"#,
        r#"{"action":["opened"]}"#,
    ] {
        assert_eq!(check("issues", body), Ok(1), "{body}");
        assert_eq!(check("pull", body), unknown(&["pull"], &[]), "{body}");
    }
}

#[test]
fn no_tuple_is_unknown() {
    assert_eq!(
        check("pull", r#"{"action":"closed"}"#),
        unknown(&["pull", "closed"], &[])
    );
    assert_eq!(
        check("star", r#"{"action":"opened"}"#),
        unknown(&["star", "opened"], &[])
    );
}

#[test]
fn a_body_that_is_no_json_is_malformed_still() {
    assert_eq!(check("issues", "{"), malformed(NOT_JSON));
    assert_eq!(
        check("issues", r#"{"action":"opened","action":"x"}"#),
        malformed(DOUBLED)
    );
}
