mod borders;
mod places;
mod plain_way;

use bytes::Bytes;
use http::{HeaderValue, Request};

use super::*;
use crate::scheme::failure::SignatureFailureKind;
use crate::scheme::grammar::template::Template;
use crate::scheme::grammar::value::ValueTemplate;
use crate::scheme::keys::secret::{Secret, SecretErrorKind};
use crate::scheme::model::choice::{Encoding, Missing};
use crate::scheme::model::field::{Field, Source};
use crate::scheme::model::location::SignatureLocation;

const SECRET: &str = "your-shared-secret";

fn scheme(message: &'static str) -> Scheme<'static> {
    Scheme::in_header(Algorithm::HmacSha256, "X-Sig")
        .with_message(Template::parse(message).unwrap())
}

fn request(uri: &str, body: &'static str) -> Request<Bytes> {
    Request::post(uri).body(Bytes::from(body)).unwrap()
}

fn check(
    scheme: &Scheme<'_>,
    request: &Request<Bytes>,
) -> Result<String, (SignatureFailureKind, &'static str)> {
    let verifier = Verifier::new(scheme).unwrap();
    let keys = verifier
        .prepare(&Keyring::from(Secret::new(SECRET)))
        .unwrap();
    match verifier.verify(&Delivery::from(request.clone()), &keys) {
        Ok(id) => Ok(id.to_string()),
        Err(failure) => Err((failure.kind(), failure.cause())),
    }
}

fn signed(scheme: &Scheme<'_>, mut request: Request<Bytes>) -> Request<Bytes> {
    scheme.sign(&Secret::new(SECRET), &mut request).unwrap();
    request
}

type Change = fn(&mut Request<Bytes>);

fn set(request: &mut Request<Bytes>, name: &'static str, value: &[u8]) {
    let value = HeaderValue::from_bytes(value).unwrap();
    request.headers_mut().insert(name, value);
}

fn append(request: &mut Request<Bytes>, name: &'static str, value: &'static str) {
    let value = HeaderValue::from_static(value);
    request.headers_mut().append(name, value);
}

const OK: Result<&str, (SignatureFailureKind, &str)> = Ok("1");

#[track_caller]
fn expect(
    scheme: &Scheme<'_>,
    request: &Request<Bytes>,
    expected: Result<&str, (SignatureFailureKind, &'static str)>,
) {
    assert_eq!(check(scheme, request), expected.map(str::to_owned));
}

#[test]
fn every_algorithm_and_encoding_verifies_what_it_signs() {
    let algorithms = [
        Algorithm::HmacSha1,
        Algorithm::HmacSha256,
        Algorithm::HmacSha384,
        Algorithm::HmacSha512,
    ];
    for algorithm in algorithms {
        for encoding in [Encoding::Hex, Encoding::Base64, Encoding::Base64Url] {
            for location in [
                SignatureLocation::Header("X-Sig"),
                SignatureLocation::Query("s i&g"),
            ] {
                let value = ValueTemplate::parse("v1={digest};").unwrap();
                let scheme = Scheme::new(algorithm, location)
                    .with_encoding(encoding)
                    .with_value(value);
                let mut request = signed(&scheme, request("/hook?a=%20b&&c", "{}"));
                expect(&scheme, &request, OK);
                *request.body_mut() = Bytes::from("{ }");
                expect(
                    &scheme,
                    &request,
                    Err((SignatureFailureKind::BadSignature, "no secret made it")),
                );
            }
        }
    }
}

#[test]
fn every_part_of_the_message_counts() {
    let scheme = scheme(
        "{$method} {$url} {$request.path} {$request.header.X-A} {$request.query.q} {$request.body#/n} {$request.body}",
    );
    let mut request = request("https://ex.test/p%2F?q=%c3%a9+1", r#"{"n":1.0}"#);
    request
        .headers_mut()
        .insert("x-a", HeaderValue::from_bytes(b"\xff").unwrap());
    let request = signed(&scheme, request);
    expect(&scheme, &request, OK);

    let bad = Err((SignatureFailureKind::BadSignature, "no secret made it"));
    let changes: [Change; 5] = [
        |request| *request.method_mut() = http::Method::PUT,
        |request| *request.uri_mut() = "https://ex.test/p/?q=%c3%a9+1".parse().unwrap(),
        |request| *request.uri_mut() = "https://ex.test/p%2F?q=%c3%a9+2".parse().unwrap(),
        |request| set(request, "x-a", b"\xfe"),
        |request| *request.body_mut() = Bytes::from(r#"{"n":1.00}"#),
    ];
    for change in changes {
        let mut altered = request.clone();
        change(&mut altered);
        expect(&scheme, &altered, bad);
    }
    let mut request = request;
    *request.method_mut() = http::Method::from_bytes(b"post").unwrap();
    expect(&scheme, &request, OK);
}

#[test]
fn missing_parts_are_refused_or_empty() {
    let cases = [
        (
            "{$request.header.X-A}|{$request.body}",
            "signed header absent",
        ),
        (
            "{$request.query.a}|{$request.body}",
            "signed query parameter absent",
        ),
        (
            "{$request.body#/a}|{$request.body}",
            "signed value of the body absent or null",
        ),
    ];
    for (message, cause) in cases {
        let strict = scheme(message);
        let lenient = strict.with_missing(Missing::Empty);
        let request = signed(&lenient, request("/", r#"{"a":null}"#));
        expect(&lenient, &request, OK);
        expect(
            &strict,
            &request,
            Err((SignatureFailureKind::Missing, cause)),
        );
        let literal = scheme("|{$request.body}");
        expect(&literal, &request, OK);
    }
    let url = scheme("{$url}").with_missing(Missing::Empty);
    let mut relative = request("/", "");
    relative
        .headers_mut()
        .insert("x-sig", HeaderValue::from_static("00"));
    expect(
        &url,
        &relative,
        Err((
            SignatureFailureKind::Missing,
            "the public URL is not configured",
        )),
    );
}

#[test]
fn doubled_parts_are_malformed() {
    let scheme = scheme("{$request.header.X-A}|{$request.query.q}|{$request.body#/a}");
    let mut request = request("/?q=1", r#"{"a":1}"#);
    request
        .headers_mut()
        .insert("x-a", HeaderValue::from_static("1"));
    let request = signed(&scheme, request);
    expect(&scheme, &request, OK);

    let changes: [(Change, &str); 6] = [
        (
            |r| append(r, "x-sig", "00"),
            "a header that is read is given twice",
        ),
        (
            |r| assert!(r.headers_mut().append("x-a", HeaderValue::from_static("1"))),
            "a header that is read is given twice",
        ),
        (
            |r| *r.uri_mut() = "/?q=1&%71=1".parse().unwrap(),
            "a query parameter that is read is given twice",
        ),
        (
            |r| *r.uri_mut() = "/?q=%ff".parse().unwrap(),
            "a query parameter that is read is not UTF-8",
        ),
        (
            |r| *r.body_mut() = Bytes::from(r#"{"a":1,"a":1}"#),
            "a key that is read is given twice",
        ),
        (
            |r| *r.body_mut() = Bytes::from(r#"{"a":{}}"#),
            "a value that is read is an object or an array",
        ),
    ];
    for (change, cause) in changes {
        let mut altered = request.clone();
        change(&mut altered);
        expect(
            &scheme,
            &altered,
            Err((SignatureFailureKind::Malformed, cause)),
        );
    }
}

#[test]
fn what_is_signed_as_text_is_text() {
    const FORM: &str = "application/x-www-form-urlencoded";
    let field = |name| Field::new("field", Source::Form(name));
    let cases = [
        (
            scheme("{$request.query.q}|{$request.body}"),
            ("/?q=%EF%BF%BD&other=%FC", ""),
            ("/?q=%FC", ""),
            "a query parameter that is read is not UTF-8",
        ),
        (
            scheme("{field}|{$request.query.none}")
                .with_missing(Missing::Empty)
                .with_field(field("a")),
            ("/", "a=%EF%BF%BD&other=%FC"),
            ("/", "a=%FC"),
            "a form field that is read is not UTF-8",
        ),
        (
            scheme("{$request.body | sorted_form}"),
            ("/", "a=%EF%BF%BD&b=%C3%BC"),
            ("/", "a=1&%FC=1"),
            "a form field that is signed is not UTF-8",
        ),
        (
            scheme("{$request.body#/a}|{$request.body}"),
            ("/", r#"{"a":"\ufffd","other":"\ud800"}"#),
            ("/", r#"{"a":"\ud800"}"#),
            "a string that is read is not Unicode text",
        ),
    ];
    for (scheme, (uri, body), (odd_uri, odd_body), cause) in cases {
        let mut genuine = request(uri, body);
        set(&mut genuine, "content-type", FORM.as_bytes());
        let genuine = signed(&scheme, genuine);
        expect(&scheme, &genuine, OK);
        let mut odd = genuine;
        *odd.uri_mut() = odd_uri.parse().unwrap();
        *odd.body_mut() = Bytes::from(odd_body);
        let expected = Err((SignatureFailureKind::Malformed, cause));
        expect(&scheme, &odd, expected);
    }
}

#[test]
fn the_text_around_the_digest_is_exact() {
    let scheme =
        scheme("{$request.body}").with_value(ValueTemplate::parse("v0={digest}z").unwrap());
    let genuine = signed(&scheme, request("/", "{}"));
    let value = genuine.headers()["x-sig"].to_str().unwrap().to_owned();
    let digest = value.trim_start_matches("v0=").trim_end_matches('z');
    let before = Err((
        SignatureFailureKind::Malformed,
        "the text before the digest is not the scheme's",
    ));
    let after = Err((
        SignatureFailureKind::Malformed,
        "the text after the digest is not the scheme's",
    ));
    let hex = Err((SignatureFailureKind::Malformed, "not valid hex"));
    let bad = Err((SignatureFailureKind::BadSignature, "no secret made it"));
    let cases = [
        (value.clone(), OK),
        (format!("v0={}z", digest.to_uppercase()), OK),
        (format!("V0={digest}z"), before),
        (format!(" {value}"), before),
        (format!("x{value}"), before),
        (digest.to_owned(), before),
        (format!("v0={digest}"), after),
        (format!("{value} "), after),
        ("v0=".to_owned(), after),
        (
            "v0=z".to_owned(),
            Err((SignatureFailureKind::Malformed, "the digest is empty")),
        ),
        (format!("v0={digest}0z"), hex),
        (format!("v0={digest}00z"), bad),
        (format!("v0={}z", digest.split_at(2).1), bad),
        (
            format!("v0={digest}, v0={digest}z"),
            Err((SignatureFailureKind::Malformed, "longer than any digest")),
        ),
        (
            "\t ".to_owned(),
            Err((SignatureFailureKind::Missing, "signature header blank")),
        ),
    ];
    for (value, expected) in cases {
        let mut request = genuine.clone();
        request
            .headers_mut()
            .insert("x-sig", HeaderValue::from_str(&value).unwrap());
        expect(&scheme, &request, expected);
    }
}

#[test]
fn tokens_are_compared_whole() {
    let scheme = Scheme::in_header(Algorithm::Token, "Authorization")
        .with_value(ValueTemplate::parse("Bearer {digest}").unwrap());
    let mut request = signed(&scheme, request("/", "anything"));
    assert_eq!(
        request.headers()["authorization"],
        "Bearer your-shared-secret"
    );
    expect(&scheme, &request, OK);
    *request.body_mut() = Bytes::from("else");
    expect(&scheme, &request, OK);
    for (token, expected) in [
        (
            "Bearer your-shared-secre",
            Err((SignatureFailureKind::BadSignature, "no secret made it")),
        ),
        (
            "Bearer your-shared-secrets",
            Err((SignatureFailureKind::BadSignature, "no secret made it")),
        ),
        (
            "Bearer ",
            Err((SignatureFailureKind::Malformed, "the token is empty")),
        ),
    ] {
        request
            .headers_mut()
            .insert("authorization", HeaderValue::from_static(token));
        expect(&scheme, &request, expected);
    }
}

#[test]
fn every_secret_is_tried_and_the_first_match_reported() {
    let scheme = scheme("{$request.body}");
    let verifier = Verifier::new(&scheme).unwrap();
    let ring = [("a", "other"), ("b", SECRET), ("c", SECRET), ("d", "last")]
        .map(|(id, secret)| (id.to_owned(), Secret::new(secret)));
    let keys = verifier.prepare(&ring.into_iter().collect()).unwrap();
    let genuine = signed(&scheme, request("/", "{}"));
    assert_eq!(
        verifier
            .verify(&Delivery::from(genuine.clone()), &keys)
            .unwrap()
            .as_str(),
        "b"
    );

    let failure = verifier
        .verify(&Delivery::from(genuine.map(|_| Bytes::new())), &keys)
        .unwrap_err();
    assert_eq!((failure.keys_tried(), failure.header_seen()), (4, true));
    let failure = verifier
        .verify(&Delivery::from(request("/", "{}")), &keys)
        .unwrap_err();
    assert_eq!(
        (failure.kind(), failure.keys_tried(), failure.header_seen()),
        (SignatureFailureKind::Missing, 0, false)
    );

    let token = Verifier::new(&Scheme::in_header(Algorithm::Token, "X-Sig")).unwrap();
    let failure = token
        .verify(&Delivery::from(signed(&scheme, request("/", "{}"))), &keys)
        .unwrap_err();
    assert_eq!(failure.kind(), SignatureFailureKind::BadSignature);
}

#[test]
fn unusable_keyrings_are_refused() {
    let verifier = Verifier::new(&scheme("{$request.body}")).unwrap();
    let refused = |ring: Keyring| {
        let error = verifier.prepare(&ring).unwrap_err();
        (error.kind(), error.to_string())
    };
    assert_eq!(
        refused(Keyring::new()),
        (
            KeyErrorKind::NoSecret,
            "the keyring has no secret".to_owned()
        )
    );
    assert_eq!(
        refused(Keyring::from([Secret::new("good"), Secret::new("\t")])),
        (
            KeyErrorKind::Secret(SecretErrorKind::Blank),
            "the secret `2` is blank".to_owned()
        )
    );
    assert_eq!(
        refused(Keyring::from(Secret::new("one")).with("1", Secret::new("two"))),
        (
            KeyErrorKind::DoubledId,
            "the secret `1` shares its id with another".to_owned()
        )
    );
    assert_eq!(
        refused(Keyring::from(&Secret::new("x\n"))).0,
        KeyErrorKind::Secret(SecretErrorKind::TrailingWhitespace)
    );
}

#[test]
fn nothing_secret_is_printed() {
    let scheme = scheme("{$request.body}");
    let verifier = Verifier::new(&scheme).unwrap();
    let keys = verifier
        .prepare(&Keyring::from(Secret::new(SECRET)))
        .unwrap();
    let delivery = Delivery::from(signed(&scheme, request("/", r#"{"card":"4111"}"#)));
    let failure = verifier.verify(
        &Delivery::from(signed(&scheme, request("/", "")).map(|_| Bytes::from("4111"))),
        &keys,
    );
    let printed = format!(
        "{verifier:?} {keys:?} {delivery:?} {failure:?} {}",
        failure.clone().unwrap_err()
    );
    let digest = delivery.headers()["x-sig"].to_str().unwrap();
    for hidden in [SECRET, digest, "4111"] {
        assert!(!printed.contains(hidden), "{printed}");
    }
}
