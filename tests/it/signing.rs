//! What `sign` writes, and what it says when it cannot.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{HeaderValue, Request};
use webhook_core::Delivery;
use webhook_core::config::SchemeConfig;
use webhook_core::scheme::{
    Algorithm, KeyErrorKind, Keyring, RequiredHeader, Scheme, Secret, SignError, SignErrorKind,
    Verifier,
};
use webhook_core::senders;

fn config(json: &str) -> SchemeConfig {
    serde_json::from_str(json).unwrap()
}

fn keyring() -> Keyring {
    Secret::new("a-secret-of-more-than-24-bytes").into()
}

fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}

fn request(headers: &[(&'static str, &'static str)]) -> Request<Bytes> {
    let mut request = Request::post("https://example.test/")
        .body(Bytes::from("{}"))
        .unwrap();
    for (name, value) in headers {
        request
            .headers_mut()
            .append(*name, HeaderValue::from_static(value));
    }
    request
}

/// Signs, and verifies what was signed.
fn sign(scheme: &Scheme<'_>, mut request: Request<Bytes>) -> Result<Request<Bytes>, SignError> {
    scheme.sign_at(&keyring(), &mut request, now())?;
    let verifier = Verifier::new(scheme).unwrap();
    let keys = verifier.prepare(&keyring()).unwrap();
    let delivery = Delivery::from(request.clone()).with_received_at(now());
    verifier.verify(&delivery, &keys).unwrap();
    Ok(request)
}

fn value<'r>(request: &'r Request<Bytes>, name: &str) -> &'r str {
    request.headers()[name].to_str().unwrap()
}

const HOOK0: &str = r#"{"algorithm":"hmac-sha256","header":"X-Hook0-Signature",
    "list":{"separator":",","pair":"=","label":"v1"},
    "fields":{"t":{"item":"t"},"h":{"item":"h"}},
    "message":"{t}.{h}.{h | header_values}.{$request.body}",
    "timestamp":{"field":"t","tolerance":"5m"}}"#;

#[test]
fn a_list_of_signed_headers_is_made_or_kept() {
    let hook0 = config(HOOK0);
    let hook0 = hook0.scheme().unwrap();
    let plain = request(&[("content-type", "application/json"), ("x-event-id", "e.1")]);
    let signed = sign(&hook0, plain).unwrap();
    let made = value(&signed, "x-hook0-signature");
    // Items are in the order of the fields, which configuration sorts.
    assert!(made.contains("h=content-type x-event-id,"), "{made}");
    assert!(made.contains("t=1700000000,"), "{made}");

    // The list of a signature that is replaced stays, and the time is new.
    let again = request(&[
        ("x-event-id", "e"),
        ("x-other", "o"),
        ("x-hook0-signature", "t=1,h=x-other,v1=00"),
    ]);
    let again = sign(&hook0, again).unwrap();
    let made = value(&again, "x-hook0-signature");
    assert!(
        made.contains("h=x-other,") && made.contains("t=1700000000,"),
        "{made}"
    );

    let contentful = config(
        r#"{"algorithm":"hmac-sha256","header":"X-Contentful-Signature",
            "fields":{"names":{"header":"X-Contentful-Signed-Headers"}},
            "message":"{$method}\n{$request.path}\n{names | header_pairs}\n{$request.body}"}"#,
    );
    let contentful = contentful.scheme().unwrap();
    let signed = sign(&contentful, request(&[("x-a", "1"), ("x-b", "2")])).unwrap();
    assert_eq!(value(&signed, "x-contentful-signed-headers"), "x-a,x-b");
    let mut own = request(&[("x-a", "1"), ("x-b", "2")]);
    let list = HeaderValue::from_static("x-b");
    own.headers_mut()
        .insert("x-contentful-signed-headers", list);
    let own = sign(&contentful, own).unwrap();
    assert_eq!(value(&own, "x-contentful-signed-headers"), "x-b");
}

#[test]
fn a_list_that_is_read_with_spaces_is_written_with_spaces() {
    for (spaced, between) in [(false, ","), (true, ", ")] {
        let scheme = config(&format!(
            r#"{{"algorithm":"hmac-sha256","header":"X-Sig",
                "list":{{"separator":",","pair":"=","label":"v1","spaced":{spaced}}},
                "fields":{{"t":{{"item":"t"}},"n":{{"item":"n"}}}},"message":"{{t}}.{{n}}.{{$request.body}}",
                "timestamp":{{"field":"t","tolerance":"5m"}}}}"#
        ));
        let scheme = scheme.scheme().unwrap();
        let signed = sign(&scheme, request(&[("x-sig", "n=7,v1=00")])).unwrap();
        let items: Vec<&str> = value(&signed, "x-sig").split(between).collect();
        assert_eq!(items[..2], ["n=7", "t=1700000000"]);
        assert!(items[2].starts_with("v1="), "{items:?}");
    }
}

#[test]
fn the_value_that_fails_is_named() {
    let hooks = r#""algorithm":"hmac-sha256","header":"X-Sig""#;
    for (scheme, headers, text) in [
        (
            r#""fields":{"id":{"header":"X-Id"},"ts":{"header":"X-Time"}},"message":"{id}.{ts}.{$request.body}""#,
            &[("x-id", "1")][..],
            "field `ts` (header X-Time): signed field absent",
        ),
        (
            r#""fields":{"id":{"header":"X-Id","shape":"digits"}},"message":"{id}.{$request.body}""#,
            &[("x-id", "one")],
            "field `id` (header X-Id): a signed field does not have the scheme's shape",
        ),
        // A value that is missing is more than one that is wrong.
        (
            r#""fields":{"a":{"header":"X-Id","shape":"digits"},"b":{"pointer":"/b"}},"message":"{a}.{b}.{$request.body}""#,
            &[("x-id", "one")],
            "field `b` (pointer /b): signed field absent",
        ),
        (
            r#""fields":{"id":{"header":"X-Id"}},"message":"{id}.{$request.body}""#,
            &[("x-id", "1"), ("x-id", "2")],
            "field `id` (header X-Id): a header that is read is given twice",
        ),
        (
            r#""message":"{$request.header.X-A}.{$request.header.X-B}.{$request.body}""#,
            &[("x-a", "1")],
            "`{$request.header.X-B}`: signed header absent",
        ),
        (
            r#""message":"{$request.query.q}.{$request.body}""#,
            &[],
            "`{$request.query.q}`: signed query parameter absent",
        ),
        (
            r#""fields":{"l":{"header":"X-List"}},"message":"{l}.{l | header_values}.{$request.body}""#,
            &[("x-list", "x-a x-b"), ("x-a", "1")],
            "`{l | header_values}`: signed header absent",
        ),
        (
            r#""list":{"separator":",","pair":"=","label":"v1"},"fields":{"n":{"item":"n"}},"message":"{n}.{$request.body}""#,
            &[],
            "field `n` (item n): an item of the list is absent",
        ),
        (
            r#""fields":{"l":{"header":"X-List"},"ts":{"header":"X-Time"}},"message":"{l}.{l | header_values}.{$request.body}","timestamp":{"field":"ts","tolerance":"5m"}"#,
            &[("x-list", "x-a"), ("x-a", "1")],
            "field `ts` (header X-Time): the list of signed headers lacks that of the timestamp",
        ),
    ] {
        let scheme = config(&format!("{{{hooks},{scheme}}}"));
        let refused = sign(&scheme.scheme().unwrap(), request(headers)).unwrap_err();
        assert_eq!(refused.to_string(), text);
        assert_eq!(refused.kind(), SignErrorKind::Message, "{text}");
    }
}

#[test]
fn a_required_header_is_not_contradicted() {
    let scheme = Scheme::in_header(Algorithm::HmacSha256, "X-Sig")
        .with_required_header(RequiredHeader::equals("X-Key", "abc"))
        .with_required_header(RequiredHeader::equals("x-key", "def"))
        .with_required_header(RequiredHeader::starts_with("X-Url", "https://a.test/"));
    let with_url = |key| [("x-key", key), ("x-url", "https://a.test/1")];
    for key in ["abc", "def"] {
        let signed = sign(&scheme, request(&with_url(key))).unwrap();
        assert_eq!(value(&signed, "x-key"), key);
    }
    let signed = sign(&scheme, request(&[("x-url", "https://a.test/1")])).unwrap();
    assert_eq!(value(&signed, "x-key"), "abc");
    for (headers, name) in [
        (&with_url("zzz")[..], "X-Key"),
        (&[("x-key", "abc"), ("x-key", "abc")], "X-Key"),
        (&[("x-url", "https://b.test/")], "X-Url"),
    ] {
        let refused = sign(&scheme, request(headers)).unwrap_err();
        assert_eq!(refused.kind(), SignErrorKind::RequiredHeader);
        let text = format!("the required header `{name}` has another value");
        assert_eq!(refused.to_string(), text);
    }
    let box_ = senders::r#box.scheme().unwrap();
    let refused = sign(box_, request(&[("box-signature-version", "2")])).unwrap_err();
    assert!(refused.to_string().contains("`BOX-SIGNATURE-VERSION`"));
}

#[test]
fn a_short_rsa_key_is_refused_with_its_length() {
    let verifier = Verifier::new(senders::paypal.scheme().unwrap()).unwrap();
    let prepare = |pem: &str| verifier.prepare(&Secret::new(pem).into());
    assert!(prepare(include_str!("../keys/rsa_public.pem")).is_ok());
    let short = prepare(include_str!("../keys/rsa_1024_public.pem")).unwrap_err();
    assert_eq!(short.kind(), KeyErrorKind::ShortRsa(1024));
    assert_eq!(
        short.to_string(),
        "the secret `1` is an RSA key of 1024 bits, and one of at least 2048 is needed"
    );
    let other = prepare(include_str!("../keys/p256_public.pem")).unwrap_err();
    assert_eq!(other.kind(), KeyErrorKind::Refused);
}
