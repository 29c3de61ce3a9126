//! The scheme word of an `Authorization` header is the same in any case; what follows it is not.

use bytes::Bytes;
use http::{HeaderValue, Request};
use webhook_core::Delivery;
use webhook_core::scheme::{
    Algorithm, Encoding, Field, Label, List, Scheme, Secret, SignatureFailureKind, Source,
    Template, ValueTemplate, Verifier,
};

const SECRET: &str = "a-Secret-of-more-than-24-bytes";

fn value(text: &'static str) -> ValueTemplate<'static> {
    ValueTemplate::parse(text).unwrap()
}

fn signed(scheme: &Scheme<'_>) -> Request<Bytes> {
    let mut request = Request::post("/")
        .header("authorization", "HMAC-SHA256 Key=k1")
        .body(Bytes::from("{}"))
        .unwrap();
    scheme.sign(&Secret::new(SECRET), &mut request).unwrap();
    request
}

fn verdict(scheme: &Scheme<'_>, request: &Request<Bytes>) -> Option<SignatureFailureKind> {
    let verifier = Verifier::new(scheme).unwrap();
    let keys = verifier.prepare(&Secret::new(SECRET).into()).unwrap();
    let found = verifier.verify(&Delivery::from(request.clone()), &keys);
    found.err().map(|failure| failure.kind())
}

/// The request with the first word of a header in lower and in upper case.
fn spelled(request: &Request<Bytes>, name: &str) -> [Request<Bytes>; 2] {
    let text = request.headers()[name].to_str().unwrap();
    let (word, rest) = text.split_once(' ').unwrap();
    let spellings = [word.to_lowercase(), word.to_uppercase()];
    spellings.map(|word| {
        let mut request = request.clone();
        let value = HeaderValue::try_from(format!("{word} {rest}")).unwrap();
        *request.headers_mut().get_mut(name).unwrap() = value;
        request
    })
}

#[test]
fn the_scheme_word_is_compared_without_case() {
    let header =
        |algorithm, text| Scheme::in_header(algorithm, "Authorization").with_value(value(text));
    let listed = Scheme::in_header(Algorithm::HmacSha256, "Authorization")
        .with_list(List::new('&', '=', Label::Is("Signature")))
        .with_field(Field::new("k", Source::Item("HMAC-SHA256 Key")))
        .with_message(Template::parse("{k}.{$request.body}").unwrap());
    let mut several = header(Algorithm::HmacSha256, "v1 {digest}");
    several = several.with_alternative(webhook_core::scheme::Alternative::new(
        value("v2 {digest}"),
        Algorithm::HmacSha512,
    ));
    for scheme in [
        header(Algorithm::Token, "Bearer {digest}"),
        header(Algorithm::HmacSha256, "HMAC-SHA256 {digest}"),
        header(Algorithm::HmacSha256, "hmac Signature={digest}"),
        header(Algorithm::HmacSha256, "Signature {digest}").with_encoding(Encoding::Base64),
        listed,
        several,
    ] {
        let genuine = signed(&scheme);
        assert_eq!(verdict(&scheme, &genuine), None, "{scheme}");
        for spelled in spelled(&genuine, "authorization") {
            assert_eq!(verdict(&scheme, &spelled), None, "{scheme}");
        }
    }
}

#[test]
fn what_follows_the_word_is_exact() {
    let scheme = Scheme::in_header(Algorithm::HmacSha256, "authorization")
        .with_value(value("hmac Signature={digest}"));
    let mut request = signed(&scheme);
    let text = request.headers()["authorization"].to_str().unwrap();
    let other = text.replace("Signature", "signature");
    request
        .headers_mut()
        .insert("authorization", HeaderValue::try_from(other).unwrap());
    let malformed = Some(SignatureFailureKind::Malformed);
    assert_eq!(verdict(&scheme, &request), malformed);

    let token =
        Scheme::in_header(Algorithm::Token, "Authorization").with_value(value("Bearer {digest}"));
    let mut request = signed(&token);
    let lower = HeaderValue::try_from(format!("Bearer {}", SECRET.to_lowercase())).unwrap();
    request.headers_mut().insert("authorization", lower);
    assert_eq!(
        verdict(&token, &request),
        Some(SignatureFailureKind::BadSignature)
    );
    for wrong in ["Bear", "Bearer", "Bearers x", "B\u{e9}arer x"] {
        let wrong = HeaderValue::from_bytes(wrong.as_bytes()).unwrap();
        request.headers_mut().insert("authorization", wrong);
        assert!(verdict(&token, &request).is_some());
    }

    // In other headers a word is as exact as the rest.
    let other =
        Scheme::in_header(Algorithm::Token, "X-Authorization").with_value(value("Bearer {digest}"));
    let genuine = signed(&other);
    assert_eq!(verdict(&other, &genuine), None);
    for spelled in spelled(&genuine, "x-authorization") {
        assert_eq!(verdict(&other, &spelled), malformed);
    }
    // In a list, the text before a digest is in an item, and not at the beginning.
    let listed = Scheme::in_header(Algorithm::HmacSha256, "Authorization")
        .with_list(List::new(',', '=', Label::Is("s")))
        .with_value(value("Hex {digest}"));
    let mut request = signed(&listed);
    let text = request.headers()["authorization"].to_str().unwrap();
    let other = HeaderValue::try_from(text.replace("Hex", "hex")).unwrap();
    request.headers_mut().insert("authorization", other);
    assert_eq!(verdict(&listed, &request), malformed);
}
