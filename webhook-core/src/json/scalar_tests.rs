use super::*;

#[track_caller]
fn is(body: &str, pointer: &str, text: &str) {
    assert_eq!(
        scalar_at(body.as_bytes(), pointer),
        Ok(Some(text.to_owned()))
    );
}

#[test]
fn scalars_keep_their_text() {
    is(r#"{"event":{"id":"e1"}}"#, "/event/id", "e1");
    is(r#"{"a":"x\u00e9\ty"}"#, "/a", "x\u{e9}\ty");
    is(r#"{"a": 1.50e+02 }"#, "/a", "1.50e+02");
    is(
        r#"{"a":12345678901234567890123}"#,
        "/a",
        "12345678901234567890123",
    );
    is(r#"{"a":1e999}"#, "/a", "1e999");
    is(r#"{"a":true,"b":false}"#, "/b", "false");
    is(r#"{"a":[0,{"b":""}]}"#, "/a/1/b", "");
    is(r#"{"a/b":{"~":{"":"deep"}}}"#, "/a~1b/~0/", "deep");
    is(r#"{"~1":"tilde"}"#, "/~01", "tilde");
    is(r#"{"\u0061":"escaped"}"#, "/a", "escaped");
    is(r#"{"":"empty"}"#, "/", "empty");
}

#[test]
fn absent_and_null_are_none() {
    for body in [
        "{}",
        r#"{"a":null}"#,
        r#"{"a":1}"#,
        r#"{"a":"b"}"#,
        "[1]",
        "7",
        "\"a\"",
        "null",
        r#"{"a":[5]}"#,
    ] {
        assert_eq!(scalar_at(body.as_bytes(), "/a/b"), Ok(None), "{body}");
    }
    assert_eq!(scalar_at(br#"{"a":null}"#, "/a"), Ok(None));
    for index in ["/2", "/-", "/01", "/+1", "/ 1", "/99999999999999999999"] {
        assert_eq!(scalar_at(b"[1,2]", index), Ok(None), "{index}");
    }
}

#[test]
fn what_cannot_be_signed_is_an_error() {
    let json = Err("the body is not JSON");
    for body in [
        "",
        "not-json",
        r#"{"a":1"#,
        r#"{"a":1}{"#,
        r#"{"a":01}"#,
        "\u{feff}{}",
        "{a:1}",
    ] {
        assert_eq!(scalar_at(body.as_bytes(), "/a"), json, "{body}");
    }
    assert_eq!(scalar_at(b"{\"a\":\"\xff\"}", "/a"), json);
    assert_eq!(
        scalar_at(br#"{"a":{}}"#, "/a"),
        Err("the value is an object or an array")
    );
    assert_eq!(
        scalar_at(br#"{"a":[1]}"#, "/a"),
        Err("the value is an object or an array")
    );
    assert_eq!(
        scalar_at(br#"{"a":"\ud800"}"#, "/a"),
        Err("the value is not Unicode text")
    );
}

#[test]
fn doubled_members_on_the_way_are_an_error() {
    let twice = Err("a signed member stands twice in its object");
    assert_eq!(scalar_at(br#"{"a":1,"a":2}"#, "/a"), twice);
    assert_eq!(scalar_at(br#"{"a":1,"\u0061":2}"#, "/a"), twice);
    assert_eq!(scalar_at(br#"{"a":{"b":1},"a":null}"#, "/a/b"), twice);
    assert_eq!(
        scalar_at(br#"{"c":1,"c":2,"a":3}"#, "/a"),
        Ok(Some("3".to_owned()))
    );
}
