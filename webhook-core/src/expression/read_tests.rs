use super::*;

fn delivery(body: &[u8]) -> Delivery {
    let body = Bytes::copy_from_slice(body);
    Request::post("/p").body(body).unwrap().into()
}

fn scalar_at(body: &[u8], pointer: &str) -> Result<Option<String>, Fault> {
    let delivery = delivery(body);
    let value = read(Expression::Pointer(pointer), &delivery);
    Ok(value?.into_text()?.map(Cow::into_owned))
}

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
fn what_is_not_text_is_an_error() {
    let json = Err(Fault::NotJson);
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
    assert_eq!(scalar_at(br#"{"a":{}}"#, "/a"), Err(Fault::Container));
    assert_eq!(scalar_at(br#"{"a":[1]}"#, "/a"), Err(Fault::Container));
    assert_eq!(scalar_at(br#"{"a":"\ud800"}"#, "/a"), Err(Fault::NotText));
}

#[test]
fn doubled_members_on_the_way_are_an_error() {
    let twice = Err(Fault::Doubled);
    assert_eq!(scalar_at(br#"{"a":1,"a":2}"#, "/a"), twice);
    assert_eq!(scalar_at(br#"{"a":1,"\u0061":2}"#, "/a"), twice);
    assert_eq!(scalar_at(br#"{"a":{"b":1},"a":null}"#, "/a/b"), twice);
    assert_eq!(
        scalar_at(br#"{"c":1,"c":2,"a":3}"#, "/a"),
        Ok(Some("3".to_owned()))
    );
}

#[test]
fn what_is_outside_of_json_is_text() {
    let request = Request::builder()
        .method("post")
        .uri("/p%2F?q=%C3%BC+1&bad=%FC&replaced=%EF%BF%BD&twice=1&%74wice=2")
        .header("x-text", "\u{fc}")
        .header("x-latin", b"\xfc".as_slice())
        .header("x-twice", "1")
        .header("x-twice", "1");
    let delivery = Delivery::from(request.body(Bytes::from_static(b"\xfc")).unwrap());
    let cases = [
        ("$method", Ok(Some("POST"))),
        (
            "$url",
            Ok(Some(
                "/p%2F?q=%C3%BC+1&bad=%FC&replaced=%EF%BF%BD&twice=1&%74wice=2",
            )),
        ),
        ("$request.path", Ok(Some("/p%2F"))),
        ("$request.query.q", Ok(Some("\u{fc} 1"))),
        ("$request.query.bad", Err(Fault::NotText)),
        ("$request.query.replaced", Ok(Some("\u{fffd}"))),
        ("$request.query.twice", Err(Fault::Doubled)),
        ("$request.query.none", Ok(None)),
        ("$request.header.X-Text", Ok(Some("\u{fc}"))),
        ("$request.header.X-Latin", Err(Fault::NotText)),
        ("$request.header.X-Twice", Err(Fault::Doubled)),
        ("$request.header.X-None", Ok(None)),
        ("$request.body", Err(Fault::NotText)),
        ("/a", Err(Fault::NotJson)),
    ];
    for (text, expected) in cases {
        let value = read(Expression::parse(text).unwrap(), &delivery);
        let value = value.and_then(Value::into_text);
        let value = value.as_ref().map(Option::as_deref);
        assert_eq!(value, expected.as_ref().copied(), "{text}");
    }
}
