//! Every preset verifies what it signs. A change of a signed part is refused, and a change of another part is not.

use std::sync::LazyLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64ct::{Base64, Encoding as _};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request};
use proptest::prelude::*;
use rsa::RsaPrivateKey;
use rsa::pkcs8::DecodePrivateKey as _;
use rsa::sha2::Digest as _;
use sha1::Digest as _;
use webhook_core::Delivery;
use webhook_core::scheme::{
    Algorithm, Expression, Field, KeyForm, Keyring, List, Scheme, Secret, Segment, Shape,
    SignError, SignErrorKind, SignatureFailureKind,
    SignatureFailureKind::{BadSignature, Expired, Malformed, Missing},
    SignatureLocation, Source, Verifier,
};
use webhook_core::senders;

fn all() -> impl Iterator<Item = (&'static str, Scheme<'static>)> {
    (senders::ALL.iter()).filter_map(|(name, sender)| Some((*name, *sender.scheme()?)))
}

/// A quarter of them, and those with public keys in one case of eight: they are slow where nothing is optimised.
fn some(at: prop::sample::Index) -> impl Iterator<Item = (&'static str, Scheme<'static>)> {
    let quarter = all()
        .enumerate()
        .filter(move |(place, _)| (place + at.index(4)).is_multiple_of(4));
    quarter.map(|(_, named)| named).filter(move |(_, scheme)| {
        !scheme.algorithm().is_asymmetric() || at.index(32).is_multiple_of(8)
    })
}

fn shared() -> impl Iterator<Item = (&'static str, Scheme<'static>)> {
    all().filter(|(_, scheme)| !scheme.algorithm().is_asymmetric())
}

fn public() -> impl Iterator<Item = (&'static str, Scheme<'static>)> {
    all().filter(|(_, scheme)| scheme.algorithm().is_asymmetric())
}

pub(crate) fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}

/// RFC 8032, section 7.1, test 1: a seed and its public key.
const SEED: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
const ED25519: &str = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

/// What verifies: a shared secret, or a public key.
pub(crate) fn secret(scheme: &Scheme<'_>) -> Secret {
    Secret::new(match (scheme.algorithm(), scheme.key()) {
        (Algorithm::EcdsaP256, KeyForm::Jwk) => include_str!("../keys/p256_public.jwk.json"),
        (Algorithm::RsaSha256, KeyForm::Jwk) => include_str!("../keys/rsa_public.jwk.json"),
        (Algorithm::EcdsaP256, _) => include_str!("../keys/p256_public.pem"),
        (Algorithm::RsaSha256 | Algorithm::RsaSha1, _) => {
            include_str!("../keys/rsa_public.pem")
        }
        (Algorithm::Ed25519, KeyForm::Hex) => ED25519,
        (Algorithm::Ed25519, _) => return Secret::new(in_base64(ED25519)),
        (_, form) => return shared_secret(form),
    })
}

fn in_base64(hex: &str) -> String {
    let bytes: Vec<u8> = (0..hex.len() / 2)
        .map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap())
        .collect();
    Base64::encode_string(&bytes)
}

fn shared_secret(form: KeyForm) -> Secret {
    Secret::new(match form {
        KeyForm::Whsec => "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        KeyForm::Hex => "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056",
        KeyForm::Basic => "user:a-secret-of-more-than-24-bytes",
        KeyForm::Base64 => "YS1zZWNyZXQtb2YtbW9yZS10aGFuLTI0LWJ5dGVz",
        _ => "a-secret-of-more-than-24-bytes",
    })
}

fn request(scheme: &Scheme<'_>, text: &str) -> Request<Bytes> {
    let text = serde_json::Value::from(text);
    let form = matches!(scheme.location(), SignatureLocation::Form(_));
    let form = form
        || scheme
            .fields()
            .any(|field| matches!(field.source(), Source::Form(_)));
    let body = if form || signs_form(scheme) {
        "bt_payload=QUJD&payload=%7B%7D&timestamp=1700000000&token=x&b=1".to_owned()
    } else {
        format!(
            r#"{{"webhookTimestamp":1700000000000,"text":{text},
            "signature":{{"timestamp":"1700000000","token":"{token}"}},
            "event":{{"event_time":"1700000000","event_type":"sent"}},
            "notificationItems":[{{"NotificationRequestItem":{{"pspReference":"1","merchantAccountCode":"m",
              "merchantReference":"r","amount":{{"value":1,"currency":"EUR"}},"eventCode":"E","success":"true",
              "additionalData":{{}}}}}}],"eventCreated":1700000000,"eventId":"e_1",
            "Message":"m","MessageId":"i","Subject":"s","Timestamp":"2023-11-14T22:13:20Z","TopicArn":"a","Type":"t",
            "order_id":"o","status_code":"200","gross_amount":"1.00"}}"#,
            token = "a8ce0edb2dd8301dee6c2405235584e45aa91d1e9f979f3de0",
        )
    };
    let media_type = if body.starts_with('{') {
        "application/json"
    } else {
        "application/x-www-form-urlencoded"
    };
    let mut request =
        Request::post("https://hooks.example.test/in?a=1&data.id=7&timestamp=1700000000")
            .header("content-type", media_type)
            .header(
                "paypal-cert-url",
                "https://api.paypal.com/v1/notifications/certs/CERT-1",
            )
            .body(Bytes::from(body))
            .unwrap();
    for (name, value) in signed_headers(scheme) {
        request.headers_mut().insert(name, value);
    }
    request
}

/// Whether the message has the fields of a form, in order.
fn signs_form(scheme: &Scheme<'_>) -> bool {
    let message = scheme.message().source();
    message.contains("sorted_form") || message.contains("sorted_with_form")
}

/// An item of a list, as it is written.
fn item(list: List<'_>, label: &str, value: &str) -> String {
    list.pair()
        .map_or_else(|| value.to_owned(), |pair| format!("{label}{pair}{value}"))
}

/// The headers that a scheme signs and that its signer does not make, with values of their shapes.
pub(crate) fn signed_headers(scheme: &Scheme<'_>) -> Vec<(HeaderName, HeaderValue)> {
    let message = scheme.message().source();
    let mut headers = Vec::new();
    for field in scheme.fields() {
        let is_time = (scheme.freshness()).is_some_and(|window| window.field() == field.name());
        let is_list = message.contains(&format!("{{{} | header_", field.name()));
        if is_time || is_list {
            continue;
        }
        let value = value_of(field.shape());
        match (field.source(), scheme.location(), scheme.list()) {
            (Source::Header(name), ..) => headers.push((name, value.to_owned())),
            // The signer keeps the items of the signature that it replaces.
            (Source::Item(label), SignatureLocation::Header(name), Some(list)) => {
                headers.push((name, item(list, label, value)));
            }
            _ => {}
        }
    }
    for segment in scheme.message().segments() {
        if let Segment::Expression(Expression::Header(name)) = segment {
            headers.push((name, "msg_1".to_owned()));
        }
    }
    let read = |(name, value): (&str, String)| {
        let value = HeaderValue::from_str(&value).unwrap();
        (name.parse().unwrap(), value)
    };
    headers.into_iter().map(read).collect()
}

const fn value_of(shape: Shape) -> &'static str {
    match shape {
        Shape::Digits => "1700000000",
        Shape::Rfc3339 => "2023-11-14T22:13:20Z",
        _ => "msg_1",
    }
}

fn signed(scheme: &Scheme<'_>, text: &str) -> Request<Bytes> {
    let mut request = request(scheme, text);
    sign(scheme, &mut request);
    request
}

pub(crate) fn sign(scheme: &Scheme<'_>, request: &mut Request<Bytes>) {
    let private = match (scheme.algorithm(), scheme.key()) {
        (Algorithm::RsaSha256, _) => {
            return scheme.sign_with("1", request, now(), by_rsa).unwrap();
        }
        (Algorithm::RsaSha1, _) => {
            return scheme.sign_with("1", request, now(), by_rsa_sha1).unwrap();
        }
        (Algorithm::EcdsaP256, _) => Secret::new(include_str!("../keys/p256_private.pem")),
        (Algorithm::Ed25519, KeyForm::Hex) => Secret::new(SEED),
        (Algorithm::Ed25519, KeyForm::Whpk) => Secret::new(format!("whsk_{}", in_base64(SEED))),
        (Algorithm::Ed25519, _) => Secret::new(in_base64(SEED)),
        _ => secret(scheme),
    };
    scheme
        .sign_at(&Keyring::from(private), request, now())
        .unwrap();
}

/// Only tests may: private-key operations of this crate leak time (RUSTSEC-2023-0071).
fn by_rsa(message: &[u8]) -> Result<Vec<u8>, rsa::Error> {
    RSA.sign(
        rsa::Pkcs1v15Sign::new::<rsa::sha2::Sha256>(),
        &rsa::sha2::Sha256::digest(message),
    )
}

fn by_rsa_sha1(message: &[u8]) -> Result<Vec<u8>, rsa::Error> {
    // The beginning of the `DigestInfo` of SHA-1 (RFC 8017, section 9.2), and the digest.
    let info = b"\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14";
    let digest = sha1::Sha1::digest(message);
    let padding = rsa::Pkcs1v15Sign::new_unprefixed();
    RSA.sign(padding, &[info.as_slice(), digest.as_slice()].concat())
}

static RSA: LazyLock<RsaPrivateKey> = LazyLock::new(|| {
    RsaPrivateKey::from_pkcs8_pem(include_str!("../keys/rsa_private.pem")).unwrap()
});

fn verdict(
    scheme: &Scheme<'_>,
    request: &Request<Bytes>,
    at: SystemTime,
) -> Result<String, SignatureFailureKind> {
    let verifier = Verifier::new(scheme).unwrap();
    let keys = verifier.prepare(&Keyring::from(secret(scheme))).unwrap();
    let delivery = Delivery::from(request.clone()).with_received_at(at);
    match verifier.verify(&delivery, &keys) {
        Ok(key) => Ok(key.to_string()),
        Err(failure) => Err(failure.kind()),
    }
}

/// Whether a delivery was refused for what is in it, and not for a fault of the keys or the scheme.
fn is_refused(verdict: &Result<String, SignatureFailureKind>) -> bool {
    matches!(verdict, Err(BadSignature | Malformed | Missing | Expired))
}

#[expect(clippy::unnecessary_wraps, reason = "compared with a verdict")]
fn genuine() -> Result<String, SignatureFailureKind> {
    Ok("1".to_owned())
}

#[test]
fn every_preset_verifies_what_it_signs() {
    let mut count = 0;
    for (name, scheme) in all() {
        assert_eq!(
            verdict(&scheme, &signed(&scheme, "x"), now()),
            genuine(),
            "{name}"
        );
        count += 1;
    }
    println!("{count} presets signed and verified");
    assert!(count >= 180);
}

#[test]
fn another_secret_signs_nothing() {
    for (name, scheme) in shared() {
        let mut request = request(&scheme, "x");
        let other = Secret::from_bytes(b"another-secret-of-some-length".to_vec());
        let keyring = Keyring::from(other);
        scheme.sign_at(&keyring, &mut request, now()).unwrap();
        assert_eq!(
            verdict(&scheme, &request, now()),
            Err(BadSignature),
            "{name}"
        );
    }
}

#[test]
fn a_window_is_closed_on_both_sides() {
    let mut count = 0;
    for (name, scheme) in all() {
        let Some(window) = scheme.freshness() else {
            continue;
        };
        count += 1;
        let request = signed(&scheme, "x");
        let second = Duration::from_secs(1);
        for (at, expected) in [
            (now() + window.max_age(), genuine()),
            (now() + window.max_age() + second, Err(Expired)),
            (now() - window.max_skew(), genuine()),
            (now() - window.max_skew() - second, Err(Expired)),
        ] {
            assert_eq!(verdict(&scheme, &request, at), expected, "{name}");
        }
    }
    assert!(count >= 60);
}

#[test]
fn a_signature_that_is_absent_is_missing() {
    for (name, scheme) in all() {
        let mut request = request(&scheme, "x");
        for (header, value) in [
            ("x-slack-request-timestamp", "1700000000"),
            ("box-signature-version", "1"),
        ] {
            request
                .headers_mut()
                .insert(header, HeaderValue::from_static(value));
        }
        if let SignatureLocation::Header(header) = scheme.location() {
            request.headers_mut().remove(header);
        }
        assert_eq!(verdict(&scheme, &request, now()), Err(Missing), "{name}");
    }
}

/// Each header that is signed, each item and value of the body that the message names, and the body.
#[test]
fn no_signed_part_can_be_left_out() {
    let (mut headers, mut bodies) = (0, 0);
    for (name, scheme) in all() {
        let genuine = signed(&scheme, "x");
        let refused = |request: &Request<Bytes>, what: &str| {
            let verdict = verdict(&scheme, request, now());
            assert!(is_refused(&verdict), "{name} without {what}: {verdict:?}");
        };
        for header in genuine.headers().keys() {
            if scheme.signs(Expression::Header(header.as_str())) {
                let mut request = genuine.clone();
                request.headers_mut().remove(header);
                refused(&request, header.as_str());
                headers += 1;
            }
        }
        if scheme.signs_body() {
            let mut request = genuine.clone();
            *request.body_mut() = Bytes::new();
            refused(&request, "the body");
            bodies += 1;
        }
        if reads_query(&scheme) {
            let mut request = genuine.clone();
            *request.uri_mut() = "https://hooks.example.test/in".parse().unwrap();
            refused(&request, "the query");
        }
    }
    assert!(headers > 70 && bodies > 130, "{headers} {bodies}");
}

/// A genuine signature of the same key, of one more byte.
#[test]
fn a_signature_of_another_message_is_none_of_this() {
    for (name, scheme) in public() {
        let mut request = request(&scheme, "x");
        let other = |message: &[u8]| {
            let genuine = match scheme.algorithm() {
                Algorithm::RsaSha256 => by_rsa(&[message, b"."].concat()).unwrap(),
                Algorithm::RsaSha1 => by_rsa_sha1(&[message, b"."].concat()).unwrap(),
                algorithm => {
                    let other = Scheme::in_header(algorithm, "s").with_key(scheme.key());
                    let mut request = Request::new(Bytes::from([message, b"."].concat()));
                    sign(&other, &mut request);
                    hex(request.headers()["s"].as_bytes())
                }
            };
            Ok::<_, String>(genuine)
        };
        scheme.sign_with("1", &mut request, now(), other).unwrap();
        assert_eq!(
            verdict(&scheme, &request, now()),
            Err(BadSignature),
            "{name}"
        );
    }
}

fn hex(text: &[u8]) -> Vec<u8> {
    let text = str::from_utf8(text).unwrap();
    (0..text.len() / 2)
        .map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap())
        .collect()
}

#[test]
fn a_public_key_and_a_token_sign_nothing() {
    let kind = |result: Result<(), SignError>| result.map_err(|error| error.kind());
    for (name, scheme) in public().filter(|(_, scheme)| scheme.key() == KeyForm::Spki) {
        let mut request = request(&scheme, "x");
        let refused = scheme.sign(&secret(&scheme), &mut request);
        assert_eq!(kind(refused), Err(SignErrorKind::Secret), "{name}");
    }
    let [github, token] =
        [senders::github, senders::gitlab_token].map(|sender| *sender.scheme().unwrap());
    let mut request = request(&token, "x");
    let refused = token.sign_with("1", &mut request, now(), by_rsa);
    assert_eq!(kind(refused), Err(SignErrorKind::Secret));
    let refused = github.sign_with("1", &mut request, now(), |_| Err("the module is off"));
    assert_eq!(refused.unwrap_err().to_string(), "the module is off");
}

/// Eight signatures are more than a rotation needs; a ninth is refused, even where one of them is genuine.
#[test]
fn more_than_eight_signatures_are_refused_unread() {
    for (name, header, joint, forged) in [
        (
            "stripe",
            "stripe-signature",
            ",",
            format!("v1={}", "0".repeat(64)),
        ),
        (
            "standard_webhooks",
            "webhook-signature",
            " ",
            format!("v1,{}", Base64::encode_string(&[0; 32])),
        ),
    ] {
        let (_, scheme) = all().find(|(known, _)| *known == name).unwrap();
        let request = signed(&scheme, "x");
        let genuine_value = request.headers()[header].to_str().unwrap().to_owned();
        for (others, expected) in [(7, genuine()), (8, Err(Malformed)), (1_000, Err(Malformed))] {
            let forged = vec![forged.as_str(); others].join(joint);
            for value in [
                format!("{genuine_value}{joint}{forged}"),
                format!("{forged}{joint}{genuine_value}"),
            ] {
                let mut request = request.clone();
                let value = HeaderValue::from_str(&value).unwrap();
                request.headers_mut().insert(header, value);
                assert_eq!(
                    verdict(&scheme, &request, now()),
                    expected,
                    "{name}: {others} others"
                );
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// One bit of any byte of a signed body.
    #[test]
    fn no_byte_of_a_signed_body_can_change(text in ".{0,40}", at in any::<prop::sample::Index>(), bit in 0..8_u8) {
        // The CRC of PayPal's body is signed, which no single bit leaves as it is.
        let signs = |scheme: &Scheme<'_>| scheme.signs_body() || scheme.message().source().contains("crc32");
        for (name, scheme) in some(at).filter(|(_, scheme)| signs(scheme)) {
            let mut request = signed(&scheme, &text);
            let mut body = request.body().to_vec();
            let position = at.index(body.len());
            body[position] ^= 1 << bit;
            let decoded = |body: &[u8]| form_urlencoded::parse(body).into_owned().collect::<Vec<_>>();
            // A form is signed as it is read: other spellings of the same fields are the same form.
            let same = signs_form(&scheme) && {
                let (mut one, mut other) = (decoded(&body), decoded(request.body()));
                one.sort();
                other.sort();
                one.concat_all() == other.concat_all()
            };
            *request.body_mut() = Bytes::from(body);
            let verdict = verdict(&scheme, &request, now());
            prop_assert!(is_refused(&verdict) || same, "{name}: {verdict:?}");
        }
    }

    /// One byte of any header that the message names.
    #[test]
    fn no_signed_header_can_change(at in any::<prop::sample::Index>()) {
        for (name, scheme) in some(at) {
            let request = signed(&scheme, "x");
            for (header, value) in request.headers() {
                if !scheme.signs(Expression::Header(header.as_str())) {
                    continue;
                }
                let mut changed = value.as_bytes().to_vec();
                let position = at.index(changed.len());
                changed[position] ^= 1;
                let mut request = request.clone();
                request.headers_mut().insert(header.clone(), HeaderValue::from_bytes(&changed).unwrap());
                let verdict = verdict(&scheme, &request, now());
                prop_assert!(is_refused(&verdict), "{name}: {header} {verdict:?}");
            }
        }
    }

    /// One character of any item of the signature's list, value of the body or field of a form that is named.
    #[test]
    fn no_signed_field_can_change(at in any::<prop::sample::Index>()) {
        let mut changed = 0;
        for (name, scheme) in all() {
            // Only the message matters here, and private keys are slow where nothing is optimised.
            let scheme = if scheme.algorithm().is_asymmetric() {
                scheme.with_algorithm(Algorithm::HmacSha256).with_key(KeyForm::Utf8)
            } else {
                scheme
            };
            let of_body = |field: &Field<'_>| !matches!(field.source(), Source::Header(_) | Source::KeyId);
            for field in scheme.fields().filter(of_body) {
                let mut request = signed(&scheme, "x");
                if change(&scheme, field.source(), &mut request, at) {
                    changed += 1;
                    let verdict = verdict(&scheme, &request, now());
                    prop_assert!(is_refused(&verdict), "{name}: {field} {verdict:?}");
                }
            }
        }
        // The items of 28 lists, the time in Linear's body, Mailgun's two, Dropbox Sign's two, Ecwid's two, Adyen's seven
        // that are there, Midtrans' three, twelve of Amazon SNS, two parameters, and four fields of three forms.
        prop_assert_eq!(changed, 63);
    }

    /// Headers that the scheme does not name, and members of a body that is not signed.
    #[test]
    fn what_is_not_signed_changes_no_verdict(value in "[ -~]{0,40}", event in "[a-z.]{1,20}", number: u32, at in any::<prop::sample::Index>()) {
        for (name, scheme) in some(at) {
            let mut request = signed(&scheme, "x");
            let value = HeaderValue::from_str(&value).unwrap();
            request.headers_mut().insert("x-unrelated", value);
            request.headers_mut().insert("x-github-event", HeaderValue::from_str(&event).unwrap());
            prop_assert_eq!(verdict(&scheme, &request, now()), genuine(), "{}", name);
            if !scheme.signs_body() && !scheme.message().source().contains("crc32") {
                let body = String::from_utf8(request.body().to_vec()).unwrap();
                *request.body_mut() = Bytes::from(match body.strip_suffix('}') {
                    Some(rest) => format!("{rest},\"unrelated\":{number}}}"),
                    None => format!("{body}&unrelated={number}"),
                });
                prop_assert_eq!(verdict(&scheme, &request, now()), genuine(), "{}", name);
            }
            let signs_url = reads_query(&scheme)
                || ["$url", "$request.path"]
                    .iter()
                    .any(|part| scheme.message().source().contains(part));
            let in_url = matches!(scheme.location(), SignatureLocation::Query(_));
            // A token may name the URL.
            let is_token = scheme.algorithm() == Algorithm::Token || scheme.jwt().is_some();
            if !signs_url && !in_url && !is_token {
                *request.uri_mut() = "/elsewhere".parse().unwrap();
                prop_assert_eq!(verdict(&scheme, &request, now()), genuine(), "{}", name);
            }
        }
    }
}

/// Whether a part of the query is signed.
fn reads_query(scheme: &Scheme<'_>) -> bool {
    let mut fields = scheme.fields();
    scheme.message().source().contains("$request.query")
        || fields.any(|field| matches!(field.source(), Source::Query(_)))
}

/// Changes one character of what a field names; `false` for headers, and for what is not there.
fn change(
    scheme: &Scheme<'_>,
    source: Source<'_>,
    request: &mut Request<Bytes>,
    at: prop::sample::Index,
) -> bool {
    let flip = |text: &str| {
        let mut bytes = text.as_bytes().to_vec();
        let position = at.index(bytes.len());
        bytes[position] ^= 1;
        String::from_utf8(bytes).unwrap()
    };
    match (source, scheme.location(), scheme.list()) {
        (Source::Item(label), SignatureLocation::Header(header), Some(list)) => {
            let value = request.headers()[header].to_str().unwrap().to_owned();
            let mut items: Vec<String> = value.split(list.separator()).map(str::to_owned).collect();
            let begin = item(list, label, "");
            let changed = match list.pair() {
                Some(_) => items
                    .iter_mut()
                    .find(|item| item.trim_start().starts_with(&begin)),
                None => items.get_mut(label.parse::<usize>().unwrap() - 1),
            };
            let item = changed.unwrap();
            *item = item.replacen(
                item.trim_start(),
                &{
                    let text = item.trim_start();
                    format!("{begin}{}", flip(&text[begin.len()..]))
                },
                1,
            );
            let name: HeaderName = header.parse().unwrap();
            let value = items.join(&list.separator().to_string());
            let value = HeaderValue::from_str(&value).unwrap();
            request.headers_mut().insert(name, value);
        }
        (Source::Pointer(pointer), ..) => {
            let mut body: serde_json::Value = serde_json::from_slice(request.body()).unwrap();
            let each = scheme.each().map(|each| format!("{each}/0"));
            let pointer = format!("{}{pointer}", each.unwrap_or_default());
            let Some(value) = body.pointer_mut(&pointer) else {
                return false;
            };
            *value = match value.as_str() {
                Some(text) => flip(text).into(),
                None => flip(&value.to_string()).parse::<u64>().unwrap().into(),
            };
            *request.body_mut() = Bytes::from(body.to_string());
        }
        (Source::Form(name), ..) => {
            let body = str::from_utf8(request.body()).unwrap().to_owned();
            *request.body_mut() = Bytes::from(with_pair(&body, name, flip));
        }
        (Source::Query(name), ..) => {
            let uri = request.uri().to_string();
            let (path, query) = uri.split_once('?').unwrap();
            let uri = format!("{path}?{}", with_pair(query, name, flip));
            *request.uri_mut() = uri.parse().unwrap();
        }
        _ => return false,
    }
    true
}

/// A form or a query with another value of one of its pairs.
fn with_pair(form: &str, name: &str, change: impl Fn(&str) -> String) -> String {
    let begin = format!("{name}=");
    let pairs = form.split('&').map(|pair| match pair.strip_prefix(&begin) {
        Some(value) => format!("{begin}{}", change(value)),
        None => pair.to_owned(),
    });
    pairs.collect::<Vec<_>>().join("&")
}

trait ConcatAll {
    fn concat_all(&self) -> String;
}

impl ConcatAll for Vec<(String, String)> {
    /// Names and values without borders, as they are signed.
    fn concat_all(&self) -> String {
        self.iter()
            .flat_map(|(name, value)| [name.as_str(), value])
            .collect()
    }
}
