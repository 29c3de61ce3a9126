//! This library's side of `tests/senders/run`: one question a line of standard input, one answer a line, both JSON.
//!
//! - `{"do": "describe", "sender": "mux"}`
//! - `{"do": "sign", "sender": "mux", "secrets": ["s"], "at": 1700000000, "request": {..}}`
//! - `{"do": "verify", "sender": "mux", "secrets": ["s"], "at": 1700000000, "request": {..}}`
#![expect(clippy::unwrap_used, reason = "a fault ends the run")]
#![expect(clippy::print_stdout, reason = "answers are its output")]

use std::io::{self, BufRead as _};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64ct::{Base64, Encoding as _};
use bytes::Bytes;
use http::{HeaderValue, Request};
use rsa::pkcs8::DecodePrivateKey as _;
use rsa::sha2::{Digest as _, Sha256};
use rsa::{Pkcs1v15Sign, RsaPrivateKey};
use serde_json::{Value, json};
use sha1::Digest as _;
use webhook_core::Delivery;
use webhook_core::scheme::{
    Algorithm, Expression, KeyForm, Keyring, List, Scheme, Secret, Segment, Shape, Source, Verifier,
};
use webhook_core::senders;

fn main() {
    for line in io::stdin().lock().lines() {
        let question: Value = serde_json::from_str(&line.unwrap()).unwrap();
        let answer = answer(&question).unwrap_or_else(|fault| json!({"fault": fault}));
        println!("{answer}");
    }
}

fn answer(question: &Value) -> Result<Value, String> {
    let name = question["sender"].as_str().ok_or("no sender")?;
    let sender = senders::ALL.iter().find(|(known, _)| *known == name);
    let (_, sender) = sender.ok_or("no sender of this name")?;
    let scheme = sender.scheme().ok_or("a sender without a scheme")?;
    match question["do"].as_str() {
        Some("describe") => Ok(describe(scheme)),
        Some("sign") => sign(scheme, question),
        Some("verify") => verify(scheme, question),
        _ => Err("nothing to do".to_owned()),
    }
}

/// What the run needs to know, so that a sender without peculiarities needs no lines of its own.
fn describe(scheme: &Scheme<'_>) -> Value {
    let window = scheme.freshness().map(|window| window.max_age().as_secs());
    json!({
        "secrets": secrets(scheme),
        "public_key": public_key(scheme),
        "headers": signed_headers(scheme),
        "window": window,
        "signs_body": scheme.signs_body(),
        "token": scheme.algorithm() == Algorithm::Token,
        "list": scheme.list().is_some(),
    })
}

/// Three secrets in the form that the sender gives them: the present one, an older one, and a stranger's.
fn secrets(scheme: &Scheme<'_>) -> [String; 3] {
    ["present", "older00", "strange"].map(|word| {
        let text = format!("{word}-secret-0123456789abcdef");
        match scheme.key() {
            KeyForm::Hex => base16ct::lower::encode_string(text.as_bytes()),
            KeyForm::Base64 => Base64::encode_string(text.as_bytes()),
            KeyForm::Whsec => format!("whsec_{}", Base64::encode_string(&text.as_bytes()[..24])),
            KeyForm::Basic => format!("user:{text}"),
            _ => text,
        }
    })
}

/// RFC 8032, section 7.1, test 1: a seed and its public key.
const SEED: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
const ED25519: &str = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

fn public_key(scheme: &Scheme<'_>) -> Option<String> {
    match (scheme.algorithm(), scheme.key()) {
        (Algorithm::EcdsaP256, _) => Some(include_str!("../keys/p256_public.pem").to_owned()),
        (other, _) if is_rsa(other) => Some(include_str!("../keys/rsa_public.pem").to_owned()),
        (Algorithm::Ed25519, KeyForm::Hex) => Some(ED25519.to_owned()),
        (Algorithm::Ed25519, _) => Some(in_base64(ED25519)),
        _ => None,
    }
}

/// The headers that a scheme signs and that its signer does not make, with values of their shapes.
fn signed_headers(scheme: &Scheme<'_>) -> Vec<(String, String)> {
    let message = scheme.message().source();
    let mut headers = Vec::new();
    for field in scheme.fields() {
        let is_time = (scheme.freshness()).is_some_and(|window| window.field() == field.name());
        let is_list = message.contains(&format!("{{{} | header_", field.name()));
        if let (false, false, Source::Header(name)) = (is_time, is_list, field.source()) {
            let value = match field.shape() {
                Shape::Digits => "1700000000",
                Shape::Rfc3339 => "2023-11-14T22:13:20Z",
                _ => "msg_1",
            };
            headers.push((name.to_owned(), value.to_owned()));
        }
    }
    for segment in scheme.message().segments() {
        if let Segment::Expression(Expression::Header(name)) = segment {
            headers.push((name.to_owned(), "msg_1".to_owned()));
        }
    }
    headers
}

/// Signs with the first secret. A list also gets the signatures of the others, as while a secret is rotated.
fn sign(scheme: &Scheme<'_>, question: &Value) -> Result<Value, String> {
    let mut signed = Vec::new();
    for secret in texts(&question["secrets"]) {
        let mut request = request(&question["request"])?;
        sign_one(scheme, secret, &mut request, time(question)?)?;
        signed.push(request);
    }
    let others = signed.split_off(1.min(signed.len()));
    let mut request = signed.pop().ok_or("no secret")?;
    if !others.is_empty() {
        let list = scheme.list().ok_or("no list")?;
        join(&mut request, &others, &list)?;
    }
    Ok(json!({"request": {
        "method": request.method().as_str(),
        "url": request.uri().to_string(),
        "headers": request.headers().iter()
            .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
            .collect::<Vec<_>>(),
        "body": Base64::encode_string(request.body()),
    }}))
}

fn sign_one(
    scheme: &Scheme<'_>,
    secret: &str,
    request: &mut Request<Bytes>,
    time: SystemTime,
) -> Result<(), String> {
    let private = match (scheme.algorithm(), scheme.key()) {
        (rsa, _) if is_rsa(rsa) => {
            let signed = scheme.sign_with("1", request, time, |message| by_rsa(rsa, message));
            return signed.map_err(|error| error.to_string());
        }
        (Algorithm::EcdsaP256, _) => Secret::new(include_str!("../keys/p256_private.pem")),
        (Algorithm::Ed25519, KeyForm::Hex) => Secret::new(SEED),
        (Algorithm::Ed25519, KeyForm::Whpk) => Secret::new(format!("whsk_{}", in_base64(SEED))),
        (Algorithm::Ed25519, _) => Secret::new(in_base64(SEED)),
        _ => Secret::new(secret),
    };
    let signed = scheme.sign_at(&Keyring::from(private), request, time);
    signed.map_err(|error| error.to_string())
}

fn in_base64(hex: &str) -> String {
    let bytes: Vec<u8> = (0..hex.len() / 2)
        .map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap())
        .collect();
    Base64::encode_string(&bytes)
}

/// RFC 8017, section 9.2, note 1.
const SHA1: [u8; 15] = [
    0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14,
];

fn is_rsa(algorithm: Algorithm) -> bool {
    algorithm.as_str().starts_with("rsa-")
}

/// Only tests may: private-key operations of this crate leak time (RUSTSEC-2023-0071).
fn by_rsa(algorithm: Algorithm, message: &[u8]) -> Result<Vec<u8>, rsa::Error> {
    let key = RsaPrivateKey::from_pkcs8_pem(include_str!("../keys/rsa_private.pem")).unwrap();
    if algorithm.as_str() == "rsa-sha1" {
        let padding = Pkcs1v15Sign {
            hash_len: Some(20),
            prefix: SHA1.into(),
        };
        return key.sign(padding, &sha1::Sha1::digest(message));
    }
    key.sign(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(message))
}

/// Appends the last item of the other requests' lists, which is the signature. It stands in the header that differs.
fn join(
    request: &mut Request<Bytes>,
    others: &[Request<Bytes>],
    list: &List<'_>,
) -> Result<(), String> {
    let [other, ..] = others else { return Ok(()) };
    let mut headers = request.headers().iter();
    let differs = headers.find(|(name, value)| other.headers().get(*name) != Some(*value));
    let (name, value) = differs.ok_or("the secrets sign alike")?;
    let (name, mut joined) = (name.clone(), value.to_str().unwrap().to_owned());
    for other in others {
        let signatures = other.headers()[&name].to_str().unwrap();
        let newest = signatures.rsplit(list.separator()).next().unwrap().trim();
        joined.push(list.separator());
        if list.is_spaced() {
            joined.push(' ');
        }
        joined.push_str(newest);
    }
    let joined = HeaderValue::from_str(&joined).map_err(|error| error.to_string())?;
    request.headers_mut().insert(name, joined);
    Ok(())
}

fn verify(scheme: &Scheme<'_>, question: &Value) -> Result<Value, String> {
    let secrets = texts(&question["secrets"]).map(Secret::new);
    let keyring = Keyring::from(secrets.collect::<Vec<_>>());
    let verifier = Verifier::new(scheme).map_err(|error| error.to_string())?;
    let keys = verifier.prepare(&keyring);
    let keys = keys.map_err(|error| error.to_string())?;
    let delivery = Delivery::from(request(&question["request"])?);
    let delivery = delivery.with_received_at(time(question)?);
    Ok(match verifier.verify(&delivery, &keys) {
        Ok(_) => json!({"answer": "accepted"}),
        Err(failure) => json!({"answer": "refused", "why": failure.to_string()}),
    })
}

fn time(question: &Value) -> Result<SystemTime, String> {
    let seconds = question["at"].as_f64().ok_or("no time")?;
    Ok(UNIX_EPOCH + Duration::from_secs_f64(seconds))
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}

fn request(value: &Value) -> Result<Request<Bytes>, String> {
    let text = |key: &str| value[key].as_str().ok_or(format!("no {key}"));
    let body = Base64::decode_vec(text("body")?).map_err(|error| error.to_string())?;
    let mut request = Request::builder().method(text("method")?).uri(text("url")?);
    for header in value["headers"].as_array().ok_or("no headers")? {
        let part = |at: usize| header[at].as_str().ok_or("a header is two texts");
        request = request.header(part(0)?, part(1)?);
    }
    request
        .body(Bytes::from(body))
        .map_err(|error| error.to_string())
}
