//! What is not in the body.

use super::*;

const EVENTS: &[EventDescriptor] = &[event("a").with_values(&["a"])];

fn send(
    source: &'static [Expression<'static>],
    request: http::request::Builder,
    body: &'static str,
) -> Result<usize, NotFound> {
    outcome(
        &plan(source, EVENTS),
        &request.body(body.into()).unwrap().into(),
        &[],
    )
}

#[test]
fn headers() {
    const X: &[Expression<'static>] = &[Header("X-Event")];
    let request = || Request::post("/p");
    assert_eq!(send(X, request().header("x-EVENT", "a"), "{}"), Ok(0));
    assert_eq!(send(X, request(), "{}"), malformed(ABSENT));
    let twice = request().header("x-event", "a").header("x-event", "a");
    assert_eq!(
        send(X, twice, "{}"),
        malformed("a header that is read is given twice")
    );
    let latin = request().header("x-event", b"\xe9".as_slice());
    assert_eq!(
        send(X, latin, "{}"),
        malformed("a header that is read is not UTF-8")
    );
    assert_eq!(
        send(&[Header("no header")], request(), "{}"),
        malformed(ABSENT)
    );
}

#[test]
fn a_body_that_nothing_reads_is_checked_where_the_event_is_unknown() {
    const X: &[Expression<'static>] = &[Header("X-Event")];
    let request = |value| Request::post("/p").header("x-event", value);
    assert_eq!(send(X, request("b"), "{}"), unknown(&["b"], &[]));
    assert_eq!(send(X, request("b"), "{"), malformed(NOT_JSON));
    assert_eq!(send(X, request("b"), ""), malformed("the body is empty"));
    // Known: the typed parse, or `Payload::none`, tells.
    let delivery = request("a").body("{".into()).unwrap().into();
    let plan = plan(X, EVENTS);
    let found = plan.recognise(&delivery, "{", &mut |_, _| false).unwrap();
    let error = found.payload.none().unwrap_err();
    assert_eq!(
        error.kind(),
        crate::payload::error::PayloadErrorKind::Malformed
    );
}

#[test]
fn query_parameters() {
    const Q: &[Expression<'static>] = &[Query("the event")];
    assert_eq!(send(Q, Request::post("/p?x=1&the+event=%61"), "{}"), Ok(0));
    assert_eq!(send(Q, Request::post("/p?the%20event=a"), "{}"), Ok(0));
    assert_eq!(
        send(Q, Request::post("/p?The+event=a"), "{}"),
        malformed(ABSENT)
    );
    assert_eq!(
        send(Q, Request::post("/p?the+event"), "{}"),
        unknown(&[""], &[])
    );
    let twice = Request::post("/p?the+event=a&the%20event=a");
    let cause = "a query parameter that is read is given twice";
    assert_eq!(send(Q, twice, "{}"), malformed(cause));
}

#[test]
fn method_path_and_url() {
    const EVENTS: &[EventDescriptor] = &[event("e").with_values(&["POST", "/p/q", "/p/q?x=1"])];
    let plan = plan(&[Method, Path, Url], EVENTS);
    let request = Request::post("/p/q?x=1").body("{}".into()).unwrap();
    assert_eq!(outcome(&plan, &request.into(), &[]), Ok(0));
}
