//! One delivery of about 1 KiB under each preset, signed as its sender would, with the message that was signed.

use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request};
use rsa::pkcs8::DecodePrivateKey as _;
use rsa::sha2::{Digest as _, Sha256};
use webhook_core::Delivery;
use webhook_core::scheme::{
    Algorithm, KeyForm, Keyring, PreparedKeys, Scheme, Secret, SignatureLocation, Verifier,
};
use webhook_core::senders;

use crate::bare::Bare;

const RSA_PRIVATE: &str = include_str!("../../../../tests/keys/rsa_private.pem");
const RSA_PUBLIC: &str = include_str!("../../../../tests/keys/rsa_public.pem");
const P256_PRIVATE: &str = include_str!("../../../../tests/keys/p256_private.pem");
const P256_PUBLIC: &str = include_str!("../../../../tests/keys/p256_public.pem");
const SEED: [u8; 32] = [7; 32];
const SHARED: &[u8] = b"a-shared-secret-of-32-characters";

/// How long the body is.
const LENGTH: usize = 1024;

/// A delivery, and everything that verifies it.
#[derive(Debug)]
pub struct Signed {
    pub delivery: Delivery,
    pub verifier: Verifier,
    pub keys: PreparedKeys,
    /// What the sender signed.
    pub message: Vec<u8>,
    /// The same signature checked without this library.
    pub bare: Bare,
}

impl Signed {
    /// Signs a delivery of a preset.
    ///
    /// # Errors
    ///
    /// The preset is unknown, or signs what the delivery does not have.
    pub fn new(name: &str) -> Result<Self, String> {
        let scheme = scheme_of(name).ok_or("it is not known")?;
        let time = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let mut request = request(&scheme);
        let (id, public, key) = keys(&scheme);
        let (mut message, mut made) = (Vec::new(), Vec::new());
        if scheme.algorithm() == Algorithm::Token {
            let secret = Secret::from_bytes(SHARED.to_vec());
            scheme
                .sign(&secret, &mut request)
                .map_err(|error| error.to_string())?;
            message = SHARED.to_vec();
        } else {
            let sign = |bytes: &[u8]| {
                message = bytes.to_vec();
                made = signature(scheme.algorithm(), &key, bytes);
                Ok::<_, String>(made.clone())
            };
            scheme
                .sign_with(id, &mut request, time, sign)
                .map_err(|error| error.to_string())?;
        }
        let verifier = Verifier::new(&scheme).expect("a scheme");
        let keys = verifier
            .prepare(&Keyring::new().with(id, public))
            .map_err(|error| error.to_string())?;
        let delivery = Delivery::from(request).with_received_at(time);
        let bare = Bare::new(scheme.algorithm(), &key, made);
        let signed = Self {
            delivery,
            verifier,
            keys,
            message,
            bare,
        };
        if !signed.verify() {
            return Err(
                "its key is another one, or it reads what the delivery does not have".to_owned(),
            );
        }
        assert!(signed.bare.verify(&signed.message), "{name} is not signed");
        Ok(signed)
    }

    /// Verifies it.
    pub fn verify(&self) -> bool {
        self.verifier.verify(&self.delivery, &self.keys).is_ok()
    }
}

fn scheme_of(name: &str) -> Option<Scheme<'static>> {
    let found = senders::ALL.iter().find(|(known, _)| *known == name);
    found.and_then(|(_, sender)| sender.scheme().copied())
}

/// Whether a preset signs the body as it is, text, and header fields, and nothing that must be read or put in order first.
pub fn signs_body_and_headers(name: &str) -> bool {
    use webhook_core::scheme::Source;
    let Some(scheme) = scheme_of(name) else {
        return false;
    };
    let source = scheme.message().source();
    let is_whole = |part: &str| !part.contains('|') && !part.starts_with('?');
    let parts = source
        .split('{')
        .skip(1)
        .map(|part| part.split('}').next().unwrap_or_default());
    let known = |part: &str| {
        part == "$request.body" || part.starts_with("$request.header.") || !part.starts_with('$')
    };
    scheme.algorithm() != Algorithm::Token
        && parts.clone().all(|part| is_whole(part) && known(part))
        && parts.clone().any(|part| part == "$request.body")
        && matches!(scheme.location(), SignatureLocation::Header(_))
        && scheme
            .fields()
            .all(|field| matches!(field.source(), Source::Header(_) | Source::Item(_)))
}

/// The id of a key, the secret that verifies, and the bytes of the key to sign with (of RSA, to verify with).
fn keys(scheme: &Scheme<'_>) -> (&'static str, Secret, Vec<u8>) {
    let public = || ed25519_dalek::SigningKey::from_bytes(&SEED).verifying_key();
    match (scheme.algorithm(), scheme.key()) {
        (Algorithm::Ed25519, _) => {
            let public = Secret::from_bytes(public().to_bytes().to_vec());
            ("1", public, SEED.to_vec())
        }
        (Algorithm::EcdsaP256, _) => ("1", Secret::new(P256_PUBLIC), P256_PRIVATE.into()),
        (Algorithm::RsaSha256, _) => ("webhook", Secret::new(RSA_PUBLIC), RSA_PRIVATE.into()),
        (_, KeyForm::Sha1) => {
            let key = <sha1::Sha1 as sha2::Digest>::digest(SHARED);
            ("1", Secret::from_bytes(SHARED.to_vec()), key.to_vec())
        }
        _ => ("1", Secret::from_bytes(SHARED.to_vec()), SHARED.to_vec()),
    }
}

fn signature(algorithm: Algorithm, key: &[u8], message: &[u8]) -> Vec<u8> {
    use p256::pkcs8::DecodePrivateKey as _;
    let pem = || str::from_utf8(key).expect("text");
    match algorithm {
        Algorithm::Ed25519 => {
            use ed25519_dalek::Signer as _;
            let signed = ed25519_dalek::SigningKey::from_bytes(&SEED).sign(message);
            signed.to_bytes().to_vec()
        }
        Algorithm::EcdsaP256 => {
            use p256::ecdsa::signature::Signer as _;
            let key = p256::ecdsa::SigningKey::from_pkcs8_pem(pem()).expect("a key");
            let signed: p256::ecdsa::DerSignature = key.sign(message);
            signed.as_bytes().to_vec()
        }
        Algorithm::RsaSha256 => {
            let key = rsa::RsaPrivateKey::from_pkcs8_pem(pem()).expect("a key");
            let padding = rsa::Pkcs1v15Sign::new::<Sha256>();
            key.sign(padding, &Sha256::digest(message)).expect("signs")
        }
        _ => crate::bare::digest(algorithm, key, message),
    }
}

fn request(scheme: &Scheme<'_>) -> Request<Bytes> {
    let of_form = |field: webhook_core::scheme::Field<'_>| {
        matches!(field.source(), webhook_core::scheme::Source::Form(_))
    };
    let has_fields = scheme.fields().any(of_form);
    let (media_type, body) = match (scheme.location(), scheme.message().source()) {
        (location, _) if has_fields || matches!(location, SignatureLocation::Form(_)) => {
            let payload = "QUJD".repeat((LENGTH - 100) / 4);
            (
                "application/x-www-form-urlencoded",
                format!("timestamp=1700000000&token=x&payload=x&bt_payload={payload}"),
            )
        }
        (_, source) if source.contains("sorted_form") || source.contains("sorted_with_form") => {
            ("application/x-www-form-urlencoded", form())
        }
        _ => ("application/json", json(own_members(scheme))),
    };
    let mut request =
        Request::post("https://hooks.example.test/in?a=1&data.id=7&timestamp=1700000000");
    for (name, value) in [
        ("host", "hooks.example.test"),
        ("user-agent", "Sender-Webhooks/1.0"),
        ("accept", "*/*"),
        ("content-type", media_type),
        ("content-length", "1024"),
        ("x-request-id", "9f8e7d6c-5b4a-4a3b-8c2d-1e0f9a8b7c6d"),
        // What the senders that need more than a signature and a time send beside them.
        ("webhook-id", "msg_2b8Yj0Jr2kqYGd6bU1b1kO"),
        ("x-github-event", "issues"),
        (
            "paypal-transmission-id",
            "b2384410-f8d2-11e4-8bf3-77339302725b",
        ),
        ("paypal-transmission-time", "2023-11-14T22:13:20Z"),
        (
            "paypal-cert-url",
            "https://api.paypal.com/v1/notifications/certs/CERT-1",
        ),
    ] {
        request = request.header(name, value);
    }
    let mut request = request.body(Bytes::from(body)).expect("a request");
    if let (SignatureLocation::Header("gcms-signature"), Some(_)) =
        (scheme.location(), scheme.list())
    {
        let environment = HeaderValue::from_static("env=master");
        request.headers_mut().insert("gcms-signature", environment);
    }
    for field in scheme.fields() {
        if let webhook_core::scheme::Source::Header(name) = field.source() {
            let name = name.parse::<HeaderName>().expect("a name");
            let value = HeaderValue::from_static("1700000000");
            let listed = format!("{{{} | header_", field.name());
            let is_time = scheme
                .freshness()
                .is_some_and(|window| window.field() == field.name());
            if !is_time && !scheme.message().source().contains(&listed) {
                request.headers_mut().entry(name).or_insert(value);
            }
        }
    }
    request
}

/// The members that a sender reads from the body itself.
fn own_members(scheme: &Scheme<'_>) -> &'static str {
    match scheme.location() {
        SignatureLocation::Pointer("/Signature") => {
            r#""Message":"m","MessageId":"i","Timestamp":"2023-11-14T22:13:20Z","TopicArn":"a","Type":"Notification""#
        }
        SignatureLocation::Pointer(pointer) if pointer.starts_with("/signature") => {
            r#""signature":{"timestamp":"1700000000","token":"a8ce0edb2dd8301dee6c2405235584e45aa91d1e9f979f3de0"}"#
        }
        SignatureLocation::Pointer(pointer) if pointer.starts_with("/event") => {
            r#""event":{"event_time":"1700000000","event_type":"signature_request_sent"}"#
        }
        SignatureLocation::Pointer(_) => {
            r#""notificationItems":[{"NotificationRequestItem":{"pspReference":"7914073381342284","merchantAccountCode":"TestMerchant","merchantReference":"TestPayment-1407325143704","amount":{"value":1130,"currency":"EUR"},"eventCode":"AUTHORISATION","success":"true","additionalData":{}}}]"#
        }
        _ => r#""webhookTimestamp":1700000000000"#,
    }
}

/// An object of short members and one nested object after another, as webhooks are.
fn json(own: &str) -> String {
    let mut body = format!(r#"{{{own},"type":"order.updated""#);
    for number in 0.. {
        let member = format!(
            r#","line_{number}":{{"sku":"A-{number:05}","quantity":{number},"price":129.5,"paid":false}}"#
        );
        if body.len() + member.len() + 12 > LENGTH {
            break;
        }
        body.push_str(&member);
    }
    let filler = "x".repeat(LENGTH - body.len() - r#","end":""}"#.len());
    format!(r#"{body},"end":"{filler}"}}"#)
}

/// The parameters that a status callback has.
fn form() -> String {
    let mut body =
        "AccountSid=AC0123456789abcdef0123456789abcdef&From=%2B15017122661&To=%2B15558675310"
            .to_owned();
    for number in 0.. {
        let pair = format!("&Parameter{number}=some+value+of+it");
        if body.len() + pair.len() > LENGTH {
            return body;
        }
        body.push_str(&pair);
    }
    body
}

/// The names of the presets.
pub fn names() -> impl Iterator<Item = &'static str> {
    let known = senders::ALL
        .iter()
        .filter(|(_, sender)| sender.scheme().is_some());
    // Nothing here computes a bare hash with the secret behind the message, or RSA with SHA-1.
    let is_left_out = |sender: &senders::Sender| {
        let algorithm = sender.scheme().map(webhook_core::scheme::Scheme::algorithm);
        matches!(
            algorithm,
            Some(
                Algorithm::Sha1Suffix
                    | Algorithm::Sha256Suffix
                    | Algorithm::Sha512Suffix
                    | Algorithm::RsaSha1
            )
        )
    };
    known
        .filter(move |(_, sender)| !is_left_out(sender))
        .map(|(name, _)| *name)
}
