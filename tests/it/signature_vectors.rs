//! `vectors/signatures.json`: every vector of a request, and every notation of a key.

use std::collections::BTreeMap;
use std::time::{Duration, UNIX_EPOCH};

use base64ct::{Base64, Encoding as _};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request};
use serde_json::Value;
use webhook_core::Delivery;
use webhook_core::scheme::{
    Algorithm, Encoding, KeyErrorKind, Keyring, Scheme, Secret, SignatureFailureKind,
    SignatureLocation, Template, ValueTemplate, Verifier,
};
use webhook_core::senders;

pub(crate) fn file() -> Value {
    serde_json::from_str(include_str!("../vectors/signatures.json")).unwrap()
}

#[test]
fn every_vector_is_answered_as_expected() {
    let mut by_kind = BTreeMap::<String, usize>::new();
    let (mut exact, mut policy, mut wrong) = (0, Vec::new(), Vec::new());
    for vector in file()["vectors"].as_array().unwrap() {
        let id = vector["id"].as_str().unwrap();
        let expect = vector["expect"].as_str().unwrap();
        let answer = answer(vector);
        *by_kind.entry(answer.to_owned()).or_default() += 1;
        let acceptable = vector["also_acceptable"].as_array();
        if answer == expect {
            exact += 1;
        } else if acceptable.is_some_and(|kinds| kinds.iter().any(|kind| kind == answer)) {
            policy.push(format!("{id}: {answer}, where {expect} is expected"));
        } else {
            wrong.push(format!("{id}: {answer}, and not {expect}"));
        }
    }
    println!("by kind: {by_kind:?}");
    println!("exact: {exact}, also acceptable: {}", policy.len());
    for line in &policy {
        println!("  {line}");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(exact + policy.len(), 307);
}

fn answer(vector: &Value) -> &'static str {
    let Some((scheme, keyring)) = scheme(vector) else {
        return "malformed";
    };
    let verifier = Verifier::new(&scheme).unwrap();
    let keys = verifier.prepare(&keyring).unwrap();
    let delivery = delivery(vector).with_received_at(now(vector));
    match verifier.verify(&delivery, &keys) {
        Ok(_) => "ok",
        Err(failure) => match failure.kind() {
            SignatureFailureKind::Missing => "missing",
            SignatureFailureKind::Malformed => "malformed",
            SignatureFailureKind::BadSignature => "bad_signature",
            SignatureFailureKind::Expired => "expired",
            other => panic!("{other}"),
        },
    }
}

pub(crate) fn now(vector: &Value) -> std::time::SystemTime {
    UNIX_EPOCH + Duration::from_secs(vector["now"].as_u64().unwrap())
}

/// `None` for a scheme that is refused when it is built.
fn scheme(vector: &Value) -> Option<(Scheme<'_>, Keyring)> {
    let secret = &vector["secret"];
    let Some(name) = vector["scheme"].as_str() else {
        let scheme = &vector["scheme"];
        let text = |key: &str| scheme[key].as_str().unwrap();
        let scheme = Scheme::new(
            Algorithm::parse(text("algorithm")).unwrap(),
            SignatureLocation::Header(text("header")),
        )
        .with_encoding(Encoding::parse(text("encoding")).unwrap())
        .with_message(Template::parse(text("message")).unwrap())
        .with_value(ValueTemplate::parse(text("signature_value_template")).ok()?);
        return Some((scheme, Keyring::from(Secret::new(secret.as_str().unwrap()))));
    };
    Some((preset(name), keyring(secret)))
}

pub(crate) fn preset(name: &str) -> Scheme<'static> {
    // The file keeps the names that the presets had.
    let name = name.replace('-', "_");
    let name = match name.as_str() {
        "static_token" => "gitlab_token",
        "discord" => "discord_interactions",
        name => name,
    };
    let found = senders::ALL.iter().find(|(known, _)| *known == name);
    let scheme = found.and_then(|(_, sender)| sender.scheme());
    *scheme.unwrap_or_else(|| panic!("no preset {name}"))
}

pub(crate) fn keyring(secret: &Value) -> Keyring {
    if let Some(secret) = secret.as_str() {
        return Keyring::from(Secret::new(secret));
    }
    if let Some(secrets) = secret.as_array() {
        let secrets = secrets
            .iter()
            .map(|secret| Secret::new(secret.as_str().unwrap()));
        return Keyring::from(secrets.collect::<Vec<_>>());
    }
    if secret.get("kty").is_some() {
        return Keyring::from(Secret::new(secret.to_string()));
    }
    let (id, key) = match (secret.get("public_key"), secret.get("id")) {
        (Some(id), _) => (id, &secret["private_key"]),
        (None, Some(id)) => (id, &secret["key"]),
        (None, None) => (&secret["webhook_id"], &secret["public_key_pem"]),
    };
    Keyring::new().with(id.as_str().unwrap(), Secret::new(key.as_str().unwrap()))
}

pub(crate) fn delivery(vector: &Value) -> Delivery {
    let body = vector["body"].as_str().unwrap();
    let body = match vector["body_encoding"].as_str() {
        Some("base64") => Base64::decode_vec(body).unwrap(),
        _ => body.as_bytes().to_vec(),
    };
    let mut request = Request::builder()
        .method(vector["method"].as_str().unwrap())
        .uri(vector["url"].as_str().unwrap())
        .body(Bytes::from(body))
        .unwrap();
    for header in vector["headers"].as_array().unwrap() {
        let name = HeaderName::from_bytes(header[0].as_str().unwrap().as_bytes()).unwrap();
        let value = HeaderValue::from_bytes(header[1].as_str().unwrap().as_bytes()).unwrap();
        request.headers_mut().append(name, value);
    }
    Delivery::from(request)
}

#[test]
fn every_key_is_read_or_refused() {
    let scheme = preset("standard-webhooks");
    let verifier = Verifier::new(&scheme).unwrap();
    let file = file();
    let cases = file["key_parsing"].as_array().unwrap();
    for case in cases {
        let id = case["id"].as_str().unwrap();
        let keyring = Keyring::from(Secret::new(case["secret"].as_str().unwrap()));
        let prepared = verifier.prepare(&keyring);
        let found = match &prepared {
            Ok(keys) if keys.short().next().is_some() => "ok_with_warning",
            Ok(_) => "ok",
            Err(error) => {
                assert!(matches!(
                    error.kind(),
                    KeyErrorKind::Secret(_) | KeyErrorKind::Form(_)
                ));
                "config_error"
            }
        };
        let expect = case["expect"].as_str().unwrap();
        println!("{id}: {found} ({expect})");
        assert!(
            expect.split("_or_").any(|allowed| allowed == found),
            "{id}: {found}"
        );
        if let Ok(keys) = &prepared {
            // The same key as bytes signs what the text verifies.
            let bytes = Base64::decode_vec(case["key_base64"].as_str().unwrap()).unwrap();
            let mut request = Request::post("/").body(Bytes::from("{}")).unwrap();
            request
                .headers_mut()
                .insert("webhook-id", HeaderValue::from_static("msg_1"));
            scheme
                .sign(&Secret::from_bytes(bytes), &mut request)
                .unwrap();
            verifier.verify(&Delivery::from(request), keys).unwrap();
        }
    }
    assert_eq!(cases.len(), 10);
}
