//! The published vectors of APIMatic's core libraries and of its template engine, through the public API.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request};
use serde::Deserialize;
use webhook_core::Delivery;
use webhook_core::scheme::{
    Algorithm, Encoding, Keyring, Missing, Scheme, Secret, SignErrorKind, SignatureFailureKind,
    Template, ValueTemplate, Verifier,
};

#[derive(Deserialize)]
struct Vectors {
    #[serde(rename = "vectors")]
    rows: Vec<Vector>,
    rendered: Vec<Rendered>,
    rejected_templates: Vec<RejectedTemplate>,
    codecs: Vec<Codec>,
}

#[derive(Deserialize)]
struct Vector {
    origin: String,
    scheme: SchemeRow,
    request: RequestRow,
    secret: String,
    expect: Expect,
    skip: Option<String>,
}

/// A message that a template makes of a request.
#[derive(Deserialize)]
struct Rendered {
    origin: String,
    template: String,
    missing: Option<String>,
    request: RequestRow,
    message: Option<String>,
    expect: Option<Expect>,
    skip: Option<String>,
}

#[derive(Deserialize)]
struct RejectedTemplate {
    template: String,
    quotes: String,
}

#[derive(Deserialize)]
struct Codec {
    encoding: String,
    digest: String,
    expect: Expect,
}

#[derive(Deserialize)]
struct SchemeRow {
    algorithm: String,
    header: String,
    encoding: String,
    value: String,
    message: String,
    missing: Option<String>,
}

#[derive(Deserialize)]
struct RequestRow {
    method: String,
    uri: String,
    headers: Vec<(String, String)>,
    body: Option<String>,
    body_hex: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Expect {
    Ok,
    Missing,
    Malformed,
    BadSignature,
    RejectedValue,
    RejectedTemplate,
}

impl SchemeRow {
    fn scheme(&self) -> Result<Scheme<'_>, Expect> {
        let value = ValueTemplate::parse(&self.value).map_err(|_| Expect::RejectedValue)?;
        let message = Template::parse(&self.message).map_err(|_| Expect::RejectedTemplate)?;
        let algorithm = Algorithm::parse(&self.algorithm).unwrap();
        Ok(Scheme::in_header(algorithm, &self.header)
            .with_encoding(Encoding::parse(&self.encoding).unwrap())
            .with_value(value)
            .with_message(message)
            .with_missing(missing(self.missing.as_deref())))
    }
}

fn missing(text: Option<&str>) -> Missing {
    text.map_or(Missing::Refuse, |text| Missing::parse(text).unwrap())
}

impl RequestRow {
    fn request(&self) -> Request<Bytes> {
        let body = match (&self.body, &self.body_hex) {
            (Some(text), None) => text.clone().into_bytes(),
            (None, Some(hex)) => (0..hex.len() / 2)
                .map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap())
                .collect(),
            _ => panic!("one of `body` and `body_hex`"),
        };
        let mut request = Request::builder()
            .method(self.method.as_str())
            .uri(&self.uri)
            .body(Bytes::from(body))
            .unwrap();
        for (name, value) in &self.headers {
            let name: HeaderName = name.parse().unwrap();
            let value = HeaderValue::from_str(value).unwrap();
            request.headers_mut().append(name, value);
        }
        request
    }
}

fn kind(kind: SignatureFailureKind) -> Expect {
    match kind {
        SignatureFailureKind::Missing => Expect::Missing,
        SignatureFailureKind::Malformed => Expect::Malformed,
        SignatureFailureKind::BadSignature => Expect::BadSignature,
        other => panic!("an unexpected kind: {other}"),
    }
}

fn verify(scheme: &Scheme<'_>, secret: &str, request: &Request<Bytes>) -> Expect {
    let verifier = Verifier::new(scheme).unwrap();
    let keys = verifier
        .prepare(&Keyring::from(Secret::new(secret)))
        .unwrap();
    match verifier.verify(&Delivery::from(request.clone()), &keys) {
        Ok(key) => {
            assert_eq!(key.as_str(), "1");
            Expect::Ok
        }
        Err(failure) => kind(failure.kind()),
    }
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../vectors/apimatic.json")).unwrap()
}

#[test]
fn every_vector_is_decided_as_listed() {
    let mut counts = BTreeMap::<Expect, usize>::new();
    let mut decided_otherwise = 0;
    for vector in vectors().rows {
        let request = vector.request.request();
        let result = match vector.scheme.scheme() {
            Ok(scheme) => verify(&scheme, &vector.secret, &request),
            Err(rejected) => rejected,
        };
        assert_eq!(result, vector.expect, "{}", vector.origin);
        *counts.entry(result).or_default() += 1;
        decided_otherwise += usize::from(vector.skip.is_some());
    }
    println!(
        "vectors: {counts:?}, of which {decided_otherwise} are decided otherwise than by their origin"
    );
    assert!(counts[&Expect::Ok] >= 60);
}

#[test]
fn signing_makes_the_genuine_ones_again() {
    let mut count = 0;
    for vector in vectors().rows {
        if vector.expect != Expect::Ok {
            continue;
        }
        let scheme = vector.scheme.scheme().unwrap();
        let mut request = vector.request.request();
        let name: HeaderName = vector.scheme.header.parse().unwrap();
        let published = request.headers_mut().remove(&name).unwrap();
        scheme
            .sign(&Secret::new(vector.secret), &mut request)
            .unwrap();
        let signed = request.headers()[&name].to_str().unwrap();
        let published = published.to_str().unwrap();
        if published.bytes().any(|byte| byte.is_ascii_lowercase()) {
            assert_eq!(signed, published, "{}", vector.origin);
        } else {
            assert_eq!(signed, published.to_lowercase(), "{}", vector.origin);
        }
        count += 1;
    }
    println!("signed again: {count}");
}

#[test]
fn no_changed_byte_of_a_signed_body_is_accepted() {
    let mut count = 0;
    for vector in vectors().rows {
        let Ok(scheme) = vector.scheme.scheme() else {
            continue;
        };
        if vector.expect != Expect::Ok || !scheme.signs_body() {
            continue;
        }
        let request = vector.request.request();
        for at in 0..request.body().len() {
            let mut body = request.body().to_vec();
            body[at] ^= 1;
            let changed = request.clone().map(|_| Bytes::from(body));
            let result = verify(&scheme, &vector.secret, &changed);
            // A pointer beside the body may find that the body is no JSON any more, or lacks the value.
            assert_ne!(result, Expect::Ok, "{}, byte {at}", vector.origin);
            count += 1;
        }
    }
    println!("changed bytes refused: {count}");
}

/// What a template makes of a request is what the body's template makes of a body with that text.
#[test]
fn every_template_renders_as_listed() {
    let secret = Secret::new("your-shared-secret");
    let scheme = Scheme::in_header(Algorithm::HmacSha256, "X-Signature");
    let (mut asserted, mut impossible, mut decided_otherwise) = (0, 0, 0);
    for case in vectors().rendered {
        let Some(expect) = case.expect else {
            println!("no such request: {}: {}", case.origin, case.skip.unwrap());
            impossible += 1;
            continue;
        };
        let Ok(template) = Template::parse(&case.template) else {
            assert_eq!(Expect::RejectedTemplate, expect, "{}", case.origin);
            (asserted, decided_otherwise) = (asserted + 1, decided_otherwise + 1);
            continue;
        };
        let template = scheme
            .with_message(template)
            .with_missing(missing(case.missing.as_deref()));
        let mut request = case.request.request();
        match template.sign(&secret, &mut request) {
            Ok(()) => {
                assert_eq!(Expect::Ok, expect, "{}", case.origin);
                let mut message = Request::new(Bytes::from(case.message.unwrap()));
                scheme.sign(&secret, &mut message).unwrap();
                assert_eq!(
                    request.headers()["x-signature"],
                    message.headers()["x-signature"],
                    "{}",
                    case.origin
                );
                assert_eq!(
                    verify(&template, "your-shared-secret", &request),
                    Expect::Ok
                );
            }
            Err(error) => {
                assert_eq!(error.kind(), SignErrorKind::Message, "{}", case.origin);
                let any = HeaderValue::from_static("00");
                request.headers_mut().insert("x-signature", any);
                assert_eq!(
                    verify(&template, "your-shared-secret", &request),
                    expect,
                    "{}",
                    case.origin
                );
            }
        }
        asserted += 1;
        decided_otherwise += usize::from(case.skip.is_some());
    }
    println!(
        "rendered: {asserted} asserted ({decided_otherwise} decided otherwise), {impossible} impossible"
    );
    assert_eq!(impossible, 2);
}

#[test]
fn rejected_templates_quote_the_fault() {
    let cases = vectors().rejected_templates;
    for case in &cases {
        let refused = Template::parse(&case.template).unwrap_err().to_string();
        assert!(
            refused.contains(&case.quotes),
            "{}: {refused}",
            case.template
        );
    }
    println!("rejected templates: {}", cases.len());
}

#[test]
fn digests_are_decoded_strictly() {
    let cases = vectors().codecs;
    for case in &cases {
        let value = ValueTemplate::parse("v1={digest}").unwrap();
        let scheme = Scheme::in_header(Algorithm::HmacSha256, "X-Signature")
            .with_encoding(Encoding::parse(&case.encoding).unwrap())
            .with_value(value);
        let request = Request::post("/")
            .header("x-signature", format!("v1={}", case.digest))
            .body(Bytes::new())
            .unwrap();
        let result = verify(&scheme, "secret", &request);
        assert_eq!(result, case.expect, "{} {:?}", case.encoding, case.digest);
    }
    println!("codecs: {}", cases.len());
}
