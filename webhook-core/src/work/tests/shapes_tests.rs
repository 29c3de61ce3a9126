//! Requests whose size the sender chooses.

use bytes::Bytes;
use http::header::HOST;
use http::{HeaderName, HeaderValue, Request};

/// A request of about this many bytes.
pub(crate) type Make = fn(usize) -> Request<Bytes>;

fn post(uri: &str, body: impl Into<Bytes>) -> Request<Bytes> {
    let uri = format!("https://a.test{uri}");
    let mut request = Request::post(uri).body(body.into()).unwrap();
    request
        .headers_mut()
        .insert(HOST, HeaderValue::from_static("a.test"));
    set(&mut request, "content-type", "application/json");
    request
}

pub(crate) fn set(request: &mut Request<Bytes>, name: &str, value: &str) {
    let name: HeaderName = name.parse().unwrap();
    request.headers_mut().insert(name, value.parse().unwrap());
}

fn form(body: String) -> Request<Bytes> {
    let mut request = post("/in?a=1", body);
    set(
        &mut request,
        "content-type",
        "application/x-www-form-urlencoded",
    );
    request
}

fn with(name: &str, value: &str) -> Request<Bytes> {
    let mut request = post(
        "/in?a=1&type=a",
        r#"{"a":"1","type":"a","items":[{"a":"1","sig":"00"}]}"#,
    );
    set(&mut request, name, value);
    request
}

/// Makes a part that is read long or numerous.
pub(crate) const SHAPES: &[(&str, Make)] = &[
    ("one name many times", |n| {
        let mut request = with("x-names", &vec!["a"; n / 4].join(","));
        set(&mut request, "a", &"v".repeat(n / 2));
        request
    }),
    ("sixty-four names of one long header", |n| {
        let mut request = with("x-names", &vec!["a"; 64].join(","));
        set(&mut request, "a", &"v".repeat(n));
        request
    }),
    ("many names", |n| {
        let names: Vec<String> = (0..n / 16).map(|name| format!("h{name}")).collect();
        let mut request = with("x-names", &names.join(" "));
        for name in &names {
            set(&mut request, name, "1234567");
        }
        request
    }),
    ("sixty long names", |n| {
        let names: Vec<String> = (0..60)
            .map(|name| format!("h{}{name}", "x".repeat(n / 120)))
            .collect();
        let mut request = with("x-names", &names.join(","));
        for name in &names {
            set(&mut request, name, "1");
        }
        request
    }),
    ("many parameters", |n| {
        post(
            &format!("/in?{}a=1&type=a", "%41&".repeat(n / 4)),
            r#"{"a":1}"#,
        )
    }),
    ("a long parameter", |n| {
        post(
            &format!("/in?type=a&a={}", "%41".repeat(n / 3)),
            r#"{"a":1}"#,
        )
    }),
    ("a long path", |n| {
        post(
            &format!("/{}?a=1&type=a", "%3Ax".repeat(n / 4)),
            r#"{"a":1}"#,
        )
    }),
    ("a long value", |n| {
        post(
            "/in?a=1&type=a",
            format!(r#"{{"a":"{}","type":"a"}}"#, "\\u0041".repeat(n / 6)),
        )
    }),
    ("many members", |n| {
        let members = r#""k":[{}],"#.repeat(n / 10);
        post(
            "/in?a=1&type=a",
            format!(r#"{{{members}"a":"1","type":"a"}}"#),
        )
    }),
    ("a deep value", |n| {
        post(
            "/in?a=1&type=a",
            format!(
                r#"{{"x":{}{},"a":"1"}}"#,
                "[".repeat(n / 2),
                "]".repeat(n / 2)
            ),
        )
    }),
    ("no JSON", |n| post("/in?a=1&type=a", "[".repeat(n))),
    ("many fields", |n| {
        form(format!("{}a=1&type=a", "%41&".repeat(n / 4)))
    }),
    ("many fields, the last first", |n| {
        let fields = (0..n / 8).rev().map(|at| format!("{at:06}&"));
        let fields = fields.collect::<Vec<_>>().concat();
        form(format!("{fields}a=1&type=a"))
    }),
    ("a long field", |n| {
        form(format!("type=a&a={}", "%41".repeat(n / 3)))
    }),
    ("a long field of JSON", |n| {
        let json = format!(
            "%7B%22type%22%3A%22a%22%2C%22x%22%3A%22{}%22%7D",
            "%41".repeat(n / 3)
        );
        form(format!("type=a&a={json}"))
    }),
    ("a hash in the URL", |n| {
        post("/in?bodySHA256=00", "x".repeat(n))
    }),
    ("many items of a list", |n| {
        with("x-sig", &"a=1,".repeat(n / 4))
    }),
    ("many digests", |n| with("x-sig", &"v1=00,".repeat(n / 6))),
    ("many algorithms", |n| {
        with("x-algorithm", &"x=1,".repeat(n / 4))
    }),
    ("a long header", |n| with("x-long", &"v".repeat(n))),
    ("many headers", |n| {
        let mut request = with("ce-specversion", "1.0");
        for (name, value) in [("ce-type", "a"), ("ce-id", "1"), ("ce-source", "/a")] {
            set(&mut request, name, value);
        }
        for at in 0..n / 16 {
            set(&mut request, &format!("ce-h{at}"), "%41%41%41");
        }
        request
    }),
    ("many elements and a long query", |n| {
        let elements = vec![r#"{"a":"1","type":"a","sig":"00"}"#; n / 64].join(",");
        let query = "%41&".repeat(n / 8);
        let mut request = post(
            &format!("/in?{query}a=1&type=a"),
            format!(r#"{{"items":[{elements}]}}"#),
        );
        set(&mut request, "x-type", "a");
        request
    }),
    ("many elements and long headers", |n| {
        let elements = vec![r#"{"a":"1","type":"a","sig":"00"}"#; n / 64].join(",");
        let mut request = post("/in?a=1&type=a", format!(r#"{{"items":[{elements}]}}"#));
        set(&mut request, "x-type", &"a".repeat(n / 4));
        set(&mut request, "x-algorithm", &"x=1,".repeat(n / 16));
        request
    }),
    ("many elements in many elements, and long values", |n| {
        let long = "\\u0041".repeat(n / 6);
        let inner = vec![r#"{"type":"a"}"#; n / 128].join(",");
        let one = format!(r#"{{"a":"{long}","items":[{inner}]}}"#);
        let few = vec![r#"{"a":"a","items":[{"type":"a"},{"type":"b"}]}"#; n / 256].join(",");
        post(
            "/in?a=1&type=a",
            format!(r#"{{"a":"{long}","type":"{long}","items":[{one},{few}]}}"#),
        )
    }),
    ("many elements and a long path", |n| {
        let elements = vec![r#"{"a":"1","type":"a","sig":"00"}"#; n / 64].join(",");
        let path = "x".repeat(n / 2);
        post(
            &format!("/{path}?a=1&type=a"),
            format!(r#"{{"items":[{elements}]}}"#),
        )
    }),
];
