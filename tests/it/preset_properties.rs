//! What every preset holds: it verifies what it signs, nothing that is signed can change, and the rest may.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{HeaderValue, Request};
use proptest::prelude::*;
use webhook_core::Delivery;
use webhook_core::scheme::{
    Algorithm, Carrier, Expression, KeyForm, Keyring, Scheme, Secret, SignatureFailureKind,
    SignatureFailureKind::{BadSignature, Expired, Malformed, Missing},
    Verifier, presets,
};

/// Presets whose key can sign.
fn signing() -> impl Iterator<Item = (&'static str, Scheme<'static>)> {
    presets::ALL
        .iter()
        .copied()
        .filter(|(_, scheme)| !scheme.algorithm().is_asymmetric())
}

fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}

fn secret(scheme: &Scheme<'_>) -> Secret {
    Secret::new(match scheme.key() {
        KeyForm::Whsec => "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        KeyForm::Hex => "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056",
        _ => "a-secret-of-more-than-24-bytes",
    })
}

fn request(scheme: &Scheme<'_>, text: &str) -> Request<Bytes> {
    let text = serde_json::Value::from(text);
    let form = matches!(scheme.carrier(), Carrier::Form(_));
    let body = if form || scheme.message().source().contains("sorted_form") {
        "bt_payload=QUJD&b=1".to_owned()
    } else {
        format!(
            r#"{{"webhookTimestamp":1700000000000,"text":{text},
            "signature":{{"timestamp":"1700000000","token":"{token}"}},
            "event":{{"event_time":"1700000000","event_type":"sent"}},
            "notificationItems":[{{"NotificationRequestItem":{{"pspReference":"1","merchantAccountCode":"m",
              "merchantReference":"r","amount":{{"value":1,"currency":"EUR"}},"eventCode":"E","success":"true",
              "additionalData":{{}}}}}}]}}"#,
            token = "a8ce0edb2dd8301dee6c2405235584e45aa91d1e9f979f3de0",
        )
    };
    let media_type = if body.starts_with('{') {
        "application/json"
    } else {
        "application/x-www-form-urlencoded"
    };
    Request::post("https://hooks.example.test/in?a=1")
        .header("content-type", media_type)
        .header("webhook-id", "msg_1")
        .body(Bytes::from(body))
        .unwrap()
}

fn signed(scheme: &Scheme<'_>, text: &str) -> Request<Bytes> {
    let mut request = request(scheme, text);
    let keyring = Keyring::from(secret(scheme));
    scheme.sign_at(&keyring, &mut request, now()).unwrap();
    request
}

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

#[expect(clippy::unnecessary_wraps, reason = "compared with a verdict")]
fn genuine() -> Result<String, SignatureFailureKind> {
    Ok("1".to_owned())
}

#[test]
fn every_preset_verifies_what_it_signs() {
    let mut count = 0;
    for (name, scheme) in signing() {
        assert_eq!(
            verdict(&scheme, &signed(&scheme, "x"), now()),
            genuine(),
            "{name}"
        );
        count += 1;
    }
    println!("{count} presets signed and verified");
    assert_eq!(count, 41);
}

#[test]
fn another_secret_signs_nothing() {
    for (name, scheme) in signing() {
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
    for (name, scheme) in signing() {
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
    assert_eq!(count, 13);
}

#[test]
fn a_signature_that_is_absent_is_missing() {
    for (name, scheme) in signing() {
        let mut request = request(&scheme, "x");
        for (header, value) in [
            ("x-slack-request-timestamp", "1700000000"),
            ("box-signature-version", "1"),
        ] {
            request
                .headers_mut()
                .insert(header, HeaderValue::from_static(value));
        }
        assert_eq!(verdict(&scheme, &request, now()), Err(Missing), "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// One bit of any byte of a signed body.
    #[test]
    fn no_byte_of_a_signed_body_can_change(text in ".{0,40}", at in any::<prop::sample::Index>(), bit in 0..8_u8) {
        for (name, scheme) in signing().filter(|(_, scheme)| scheme.signs_body()) {
            let mut request = signed(&scheme, &text);
            let mut body = request.body().to_vec();
            let position = at.index(body.len());
            body[position] ^= 1 << bit;
            let decoded = |body: &[u8]| form_urlencoded::parse(body).into_owned().collect::<Vec<_>>();
            // A form is signed as it is read: other spellings of the same fields are the same form.
            let same = name == "twilio" && {
                let (mut one, mut other) = (decoded(&body), decoded(request.body()));
                one.sort();
                other.sort();
                one.concat_all() == other.concat_all()
            };
            *request.body_mut() = Bytes::from(body);
            let verdict = verdict(&scheme, &request, now());
            let refused = matches!(verdict, Err(BadSignature | Malformed | Missing | Expired));
            prop_assert!(refused || same, "{name}: {verdict:?}");
        }
    }

    /// One byte of any header that the message names.
    #[test]
    fn no_signed_header_can_change(at in any::<prop::sample::Index>()) {
        for (name, scheme) in signing() {
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
                prop_assert!(verdict.is_err(), "{name}: {header} {verdict:?}");
            }
        }
    }

    /// Headers that the scheme does not name.
    #[test]
    fn what_is_not_signed_changes_no_verdict(value in "[ -~]{0,40}", event in "[a-z.]{1,20}") {
        for (name, scheme) in signing() {
            let mut request = signed(&scheme, "x");
            let value = HeaderValue::from_str(&value).unwrap();
            request.headers_mut().insert("x-unrelated", value);
            request.headers_mut().insert("x-github-event", HeaderValue::from_str(&event).unwrap());
            prop_assert_eq!(verdict(&scheme, &request, now()), genuine(), "{}", name);
            if !scheme.signs(Expression::Url) && scheme.algorithm() != Algorithm::Token {
                *request.uri_mut() = "/elsewhere".parse().unwrap();
                prop_assert_eq!(verdict(&scheme, &request, now()), genuine(), "{}", name);
            }
        }
    }
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
