//! Tokens that are genuine, and tokens of strangers.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};

use crate::delivery::Delivery;
use crate::scheme::failure::SignatureFailureKind::{
    self, BadSignature, Expired, Malformed, Missing,
};
use crate::scheme::keys::digest::KeyedMac;
use crate::scheme::keys::keyring::Keyring;
use crate::scheme::keys::secret::Secret;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::{Algorithm, Encoding, JwtHash, KeyForm};
use crate::scheme::model::jwt::Jwt;
use crate::scheme::verify::Verifier;

const NOW: u64 = 1_700_000_000;
const KEY: &str = "a-secret-of-more-than-24-bytes";
const BODY: &str = r#"{"type":"order.created"}"#;

fn hash() -> String {
    use sha2::{Digest as _, Sha256};
    Encoding::Hex.encode(&Sha256::digest(BODY))
}

fn scheme() -> Scheme<'static> {
    let jwt = Jwt::new()
        .with_body("hash", JwtHash::Sha256, Encoding::Hex)
        .with_issuer("sender")
        .with_audience("shop")
        .with_expiry();
    Scheme::in_header(Algorithm::HmacSha256, "token").with_jwt(jwt)
}

fn claims() -> Value {
    json!({"iss": "sender", "aud": "shop", "iat": NOW, "exp": NOW + 60, "hash": hash()})
}

fn part(json: &str) -> String {
    Encoding::Base64Url.encode(json.as_bytes())
}

/// A token with a genuine signature of HMAC.
fn signed(header: &str, claims: &str, key: &[u8]) -> String {
    let message = format!("{}.{}", part(header), part(claims));
    let mut mac = KeyedMac::new(Algorithm::HmacSha256, key).unwrap();
    mac.update(message.as_bytes());
    format!(
        "{message}.{}",
        Encoding::Base64Url.encode(mac.finish().as_slice())
    )
}

fn genuine(claims: &Value) -> String {
    signed(
        r#"{"alg":"HS256","typ":"JWT"}"#,
        &claims.to_string(),
        KEY.as_bytes(),
    )
}

fn delivery(token: &str) -> Delivery {
    let request = Request::post("https://shop.test/in?a=1").header("token", token);
    let delivery = Delivery::from(request.body(Bytes::from(BODY)).unwrap());
    delivery.with_received_at(at(NOW))
}

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn verify(
    scheme: &Scheme<'_>,
    keys: &Keyring,
    delivery: &Delivery,
) -> Result<String, SignatureFailureKind> {
    let verifier = Verifier::new(scheme).unwrap();
    let key = verifier.verify(delivery, &verifier.prepare(keys).unwrap());
    key.map(|key| key.to_string())
        .map_err(|failure| failure.kind())
}

fn verdict(token: &str) -> Result<String, SignatureFailureKind> {
    verify(&scheme(), &Secret::new(KEY).into(), &delivery(token))
}

#[test]
fn the_algorithm_is_that_of_the_scheme() {
    let text = claims().to_string();
    let of = |header: &str| verdict(&signed(header, &text, KEY.as_bytes()));
    assert_eq!(of(r#"{"alg":"HS256"}"#), Ok("1".into()));
    for other in ["HS384", "HS512", "RS256", "ES256", "EdDSA", "PS256"] {
        assert_eq!(
            of(&format!(r#"{{"alg":"{other}"}}"#)),
            Err(BadSignature),
            "{other}"
        );
    }
    for other in ["none", "None", "hs256", ""] {
        assert_eq!(
            of(&format!(r#"{{"alg":"{other}"}}"#)),
            Err(Malformed),
            "{other}"
        );
    }
    for other in [
        "{}",
        "[]",
        r#"{"alg":"HS256","alg":"none"}"#,
        r#"{"alg":["HS256"]}"#,
        "x",
    ] {
        assert_eq!(of(other), Err(Malformed), "{other}");
    }
    let unsigned = format!("{}.{}.", part(r#"{"alg":"none"}"#), part(&text));
    assert_eq!(verdict(&unsigned), Err(Malformed));
    let unsigned = format!("{}.{}.", part(r#"{"alg":"HS256"}"#), part(&text));
    assert_eq!(verdict(&unsigned), Err(Malformed));
}

#[test]
fn extensions_that_must_be_understood_are_refused() {
    let text = claims().to_string();
    for more in [
        r#""crit":["exp"],"exp":1"#,
        r#""crit":[]"#,
        r#""b64":false,"crit":["b64"]"#,
        r#""enc":"A128GCM""#,
        r#""zip":"DEF""#,
    ] {
        let token = signed(
            &format!(r#"{{"alg":"HS256",{more}}}"#),
            &text,
            KEY.as_bytes(),
        );
        assert_eq!(verdict(&token), Err(Malformed), "{more}");
    }
}

/// A key that the token brings, or says where to find, is not a key.
#[test]
fn a_token_chooses_among_the_given_keys_only() {
    let (text, other) = (claims().to_string(), b"the key of a stranger, also long");
    let oct = Encoding::Base64Url.encode(other);
    for more in [
        String::new(),
        format!(r#","jwk":{{"kty":"oct","k":"{oct}"}}"#),
        r#","jku":"https://stranger.test/keys","kid":"1""#.to_owned(),
        r#","x5u":"https://stranger.test/cert""#.to_owned(),
        r#","kid":"../../dev/null""#.to_owned(),
    ] {
        let header = format!(r#"{{"alg":"HS256"{more}}}"#);
        assert_eq!(
            verdict(&signed(&header, &text, other)),
            Err(BadSignature),
            "{more}"
        );
        assert_eq!(
            verdict(&signed(&header, &text, KEY.as_bytes())),
            Ok("1".into()),
            "{more}"
        );
    }
    let two = Keyring::new()
        .with("a", Secret::new(KEY))
        .with("b", Secret::from_bytes(other.to_vec()));
    let of = |kid: &str, key: &[u8]| {
        let header = format!(r#"{{"alg":"HS256","kid":"{kid}"}}"#);
        verify(&scheme(), &two, &delivery(&signed(&header, &text, key)))
    };
    assert_eq!(of("a", KEY.as_bytes()), Ok("a".into()));
    assert_eq!(of("b", other), Ok("b".into()));
    assert_eq!(of("a", other), Err(BadSignature));
    assert_eq!(of("c", other), Ok("b".into()));
}

#[test]
fn each_claim_is_compared_whole() {
    let with = |name: &str, value: Value| {
        let mut claims = claims();
        claims[name] = value;
        verdict(&genuine(&claims))
    };
    let without = |name: &str| {
        let mut claims = claims();
        claims.as_object_mut().unwrap().remove(name);
        verdict(&genuine(&claims))
    };
    assert_eq!(with("other", 1.into()), Ok("1".into()));
    assert_eq!(with("aud", json!(["x", "shop"])), Ok("1".into()));
    for (name, value) in [
        ("iss", json!("sender ")),
        ("iss", json!("Sender")),
        ("iss", json!(["sender"])),
        ("iss", json!(null)),
        ("aud", json!("shop2")),
        ("aud", json!(["x"])),
        ("aud", json!([])),
        ("hash", json!("0".repeat(64))),
        ("hash", json!(hash()[..62])),
    ] {
        assert_eq!(
            with(name, value.clone()),
            Err(BadSignature),
            "{name}: {value}"
        );
    }
    for (name, value) in [
        ("hash", json!("")),
        ("hash", json!(null)),
        ("hash", json!(["x"])),
        ("exp", json!("x")),
        ("exp", json!(1e300)),
        ("iat", json!("1700000000")),
        ("nbf", json!({})),
        ("aud", json!([1])),
    ] {
        assert_eq!(with(name, value.clone()), Err(Malformed), "{name}: {value}");
    }
    assert_eq!(without("iss"), Err(BadSignature));
    assert_eq!(without("aud"), Err(BadSignature));
    assert_eq!(without("hash"), Err(Malformed));
    assert_eq!(without("exp"), Err(Malformed));
    assert_eq!(without("iat"), Ok("1".into()));
}

/// The first and the last of two would be read by different programs.
#[test]
fn a_claim_is_not_given_twice() {
    let text = claims().to_string();
    let forged = "0".repeat(64);
    for more in [
        format!(r#""hash":"{forged}","#),
        format!(r#""exp":{},"#, NOW + 9_000),
    ] {
        let doubled = text.replacen('{', &format!("{{{more}"), 1);
        let token = signed(r#"{"alg":"HS256"}"#, &doubled, KEY.as_bytes());
        assert_eq!(verdict(&token), Err(Malformed), "{more}");
    }
    for text in ["", "1", "[]", "null", "{}x", "\u{feff}{}"] {
        let token = signed(r#"{"alg":"HS256"}"#, text, KEY.as_bytes());
        assert!(verdict(&token).is_err_and(|kind| kind != Missing), "{text}");
    }
}

#[test]
fn times_are_those_of_the_clock() {
    let lenient = Jwt::new()
        .with_max_age(Duration::from_secs(300))
        .with_tolerance(Duration::from_secs(5));
    let strict = Jwt::new().with_expiry();
    let scheme = Scheme::in_header(Algorithm::HmacSha256, "token");
    let verdict = |jwt: Jwt<'static>, claims: Value| {
        let keys = Secret::new(KEY).into();
        verify(&scheme.with_jwt(jwt), &keys, &delivery(&genuine(&claims)))
    };
    let good = Ok("1".to_owned());
    for (jwt, claims, expected) in [
        (strict, json!({"exp": NOW + 1}), good.clone()),
        (strict, json!({"exp": NOW}), Err(Expired)),
        (strict, json!({"exp": NOW - 1}), Err(Expired)),
        (strict, json!({"exp": 1_700_000_000.5}), Err(Expired)),
        (strict, json!({"exp": NOW + 9, "nbf": NOW}), good.clone()),
        (
            strict,
            json!({"exp": NOW + 9, "nbf": NOW + 1}),
            Err(Expired),
        ),
        (
            strict,
            json!({"exp": NOW + 9, "iat": NOW + 1}),
            Err(Expired),
        ),
        (strict, json!({"exp": -1}), Err(Expired)),
        (strict, json!({"exp": i64::MAX}), good.clone()),
        (strict, json!({"iat": NOW}), Err(Malformed)),
        (lenient, json!({"iat": NOW - 300}), good.clone()),
        (lenient, json!({"iat": NOW - 301}), Err(Expired)),
        (lenient, json!({"iat": NOW + 5}), good.clone()),
        (lenient, json!({"iat": NOW + 6}), Err(Expired)),
        (lenient, json!({"iat": NOW, "exp": NOW - 4}), good),
        (lenient, json!({"iat": NOW, "exp": NOW - 5}), Err(Expired)),
        (lenient, json!({"iat": i64::MIN}), Err(Expired)),
        (lenient, json!({"exp": NOW + 9}), Err(Malformed)),
    ] {
        assert_eq!(verdict(jwt, claims.clone()), expected, "{claims}");
    }
    let failure = {
        let verifier = Verifier::new(&scheme.with_jwt(lenient)).unwrap();
        let keys = verifier.prepare(&Secret::new(KEY).into()).unwrap();
        verifier.verify(&delivery(&genuine(&json!({"iat": NOW - 301}))), &keys)
    };
    assert_eq!(failure.unwrap_err().signed_at(), Some(at(NOW - 301)));
}

#[test]
fn what_is_no_token_is_refused() {
    assert_eq!(verdict(" "), Err(Missing));
    let token = genuine(&claims());
    let long = "x".repeat(20_000);
    let cut = &token[..token.len() - 1];
    for wrong in [
        "x",
        "..",
        "a.b",
        "a.b.c",
        "a.b.c.d",
        &format!("{token}."),
        &format!("{token}="),
        &long,
    ] {
        assert_eq!(verdict(wrong), Err(Malformed), "{wrong}");
    }
    assert!(matches!(verdict(cut), Err(Malformed | BadSignature)));
    let bearer = format!("Bearer {token}");
    assert_eq!(verdict(&bearer), Err(Malformed));
}

/// The attack that gave tokens a bad name: the public key, which everybody knows, as the secret of an HMAC.
#[cfg(feature = "asymmetric")]
#[test]
fn a_public_key_is_not_the_secret_of_an_hmac() {
    let pem = include_str!("../../../../tests/keys/rsa_public.pem");
    let jwt = Jwt::new().with_expiry();
    let rsa = Scheme::in_header(Algorithm::RsaSha256, "token")
        .with_key(KeyForm::Spki)
        .with_jwt(jwt);
    let text = json!({"exp": NOW + 60}).to_string();
    for name in ["HS256", "RS256"] {
        let header = format!(r#"{{"alg":"{name}"}}"#);
        for key in [pem, pem.trim()] {
            let token = signed(&header, &text, key.as_bytes());
            let verdict = verify(&rsa, &Secret::new(pem).into(), &delivery(&token));
            assert_eq!(verdict, Err(BadSignature), "{name}");
        }
    }
}

#[cfg(feature = "asymmetric")]
#[test]
fn a_json_web_key_is_read_strictly() {
    let key = |text: &str| KeyForm::Jwk.decode(&Secret::new(text)).ok();
    let p256 = r#"{"kty":"EC","crv":"P-256","use":"sig","x":"0eEiHkXEI_aKfwxJ0Y-ukfIpfQ_g9UrbnLObK1sgqPw","y":"qFMC0hIZoUw2HmGHxgNt4ANHKxgqBAjJYAI3AcVkijM"}"#;
    assert_eq!(key(p256).map(|der| der.len()), Some(91));
    for wrong in [
        p256.replace("sig", "enc"),
        p256.replace("P-256", "P-384"),
        p256.replace("qFMC0h", "qFM"),
        p256.replace("\"kty\":\"EC\"", "\"kty\":\"RSA\""),
        r#"{"kty":"oct","k":"c2VjcmV0"}"#.to_owned(),
        "{}".to_owned(),
    ] {
        assert!(key(&wrong).is_none(), "{wrong}");
    }
    let other_point = p256.replace("0eEiHk", "0eEiHj");
    let scheme = Scheme::in_header(Algorithm::EcdsaP256, "token")
        .with_key(KeyForm::Jwk)
        .with_jwt(Jwt::new().with_expiry());
    let verifier = Verifier::new(&scheme).unwrap();
    assert!(verifier.prepare(&Secret::new(p256).into()).is_ok());
    assert!(verifier.prepare(&Secret::new(other_point).into()).is_err());
}
