//! Schemes in code: the JSON web tokens of Plaid and `MessageBird`, through the trait that a program implements.
#![expect(
    clippy::needless_pass_by_value,
    reason = "a handler owns its arguments"
)]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64ct::{Base64UrlUnpadded, Encoding as _};
use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::Request;
use http_body_util::Full;
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use webhook_core::future::BoxFuture;
use webhook_core::scheme::{KeyId, SignatureFailure, SignatureFailureKind as Kind};
use webhook_core::testing::FrozenClock;
use webhook_core::verification::{CustomSignature, CustomVerifier, Unverifiable};
use webhook_core::{Delivery, Dispatcher, EventGroup, Failure, Secret, on_event};

use crate::signature_vectors::delivery;

/// The senders of the vectors whose signatures are JSON web tokens, each with its key.
pub(crate) enum Tokens {
    Plaid(Box<VerifyingKey>, String),
    MessageBird(String),
}

impl Tokens {
    /// The sender of a vector.
    pub(crate) fn of(vector: &Value) -> Self {
        let secret = &vector["secret"];
        if let Some(secret) = secret.as_str() {
            return Self::MessageBird(secret.to_owned());
        }
        let part =
            |name: &str| Base64UrlUnpadded::decode_vec(secret[name].as_str().unwrap()).unwrap();
        let point = [vec![4], part("x"), part("y")].concat();
        let key = VerifyingKey::from_sec1_bytes(&point).unwrap();
        Self::Plaid(Box::new(key), secret["kid"].as_str().unwrap().to_owned())
    }

    /// What must be checked of a token: its algorithm, its signature, what it binds, and its time, in this order.
    fn check(&self, delivery: &Delivery) -> Result<CustomSignature, SignatureFailure> {
        let malformed = |cause| SignatureFailure::new(Kind::Malformed, cause);
        let bad = |cause| SignatureFailure::new(Kind::BadSignature, cause);
        let header = match self {
            Self::Plaid(..) => "plaid-verification",
            Self::MessageBird(_) => "messagebird-signature-jwt",
        };
        let mut values = delivery.headers().get_all(header).iter();
        let token = values.next().ok_or(SignatureFailure::new(
            Kind::Missing,
            "the token's header is absent",
        ))?;
        if values.next().is_some() {
            return Err(malformed("the token's header is given twice"));
        }
        let token = token
            .to_str()
            .map_err(|_| malformed("the token is no text"))?;
        let (message, signature) = token
            .rsplit_once('.')
            .ok_or_else(|| malformed("no token"))?;
        let (head, claims) = message
            .split_once('.')
            .ok_or_else(|| malformed("no token"))?;
        let decode = |text: &str| {
            Base64UrlUnpadded::decode_vec(text).map_err(|_| malformed("the token is no base64url"))
        };
        let json = |text: &str| {
            serde_json::from_slice::<Value>(&decode(text)?)
                .map_err(|_| malformed("the token is no JSON"))
        };
        let (head, signature) = (json(head)?, decode(signature)?);
        let key = self.check_signature(&head, message.as_bytes(), &signature);
        let key = key.ok_or_else(|| bad("the token is of another key or algorithm"))?;
        let claims = json(claims)?;
        let hash = |bytes: &[u8]| base16(&Sha256::digest(bytes));
        let now = delivery
            .received_at()
            .duration_since(UNIX_EPOCH)
            .unwrap()
            .as_secs();
        let seconds = |name: &str| {
            claims[name]
                .as_u64()
                .ok_or_else(|| malformed("a time is absent"))
        };
        match self {
            Self::Plaid(..) => {
                if claims["request_body_sha256"] != hash(delivery.body()) {
                    return Err(bad("the token is of another body"));
                }
                let at = seconds("iat")?;
                if now.abs_diff(at) > 300 {
                    return Err(SignatureFailure::new(Kind::Expired, "the token is too old"));
                }
                Ok(CustomSignature::new(key).at(UNIX_EPOCH + Duration::from_secs(at)))
            }
            Self::MessageBird(_) => {
                let of_url = claims["url_hash"] == hash(delivery.uri().to_string().as_bytes());
                if !of_url || claims["payload_hash"] != hash(delivery.body()) {
                    return Err(bad("the token is of another delivery"));
                }
                if now + 5 < seconds("nbf")? || now > seconds("exp")? + 5 {
                    return Err(SignatureFailure::new(
                        Kind::Expired,
                        "the token is not valid now",
                    ));
                }
                Ok(CustomSignature::new(key))
            }
        }
    }

    /// The algorithm is the key's own, whatever the token says: one that says another is refused.
    fn check_signature(&self, head: &Value, message: &[u8], signature: &[u8]) -> Option<KeyId> {
        match self {
            Self::Plaid(key, id) => {
                let signature = Signature::from_slice(signature).ok()?;
                let genuine = head["alg"] == "ES256" && head["kid"] == id.as_str();
                (genuine && key.verify(message, &signature).is_ok()).then(|| KeyId::new(id))
            }
            Self::MessageBird(secret) => {
                let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
                let genuine = mac.chain_update(message).verify_slice(signature).is_ok();
                (head["alg"] == "HS256" && genuine).then(|| KeyId::new("1"))
            }
        }
    }
}

fn base16(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    let digits = digits.map(|digit| char::from_digit(u32::from(digit), 16).unwrap());
    digits.collect()
}

impl CustomVerifier for Tokens {
    fn verify<'a>(
        &'a self,
        delivery: &'a Delivery,
    ) -> BoxFuture<'a, Result<CustomSignature, Unverifiable>> {
        Box::pin(async move {
            // As if a key were fetched.
            tokio::task::yield_now().await;
            Ok(self.check(delivery)?)
        })
    }
}

#[derive(Debug, Deserialize)]
struct Transactions {
    item_id: String,
}

#[derive(Debug, Deserialize)]
struct Status {}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", discriminator = "/webhook_type", signature = custom)]
enum Bank {
    #[event("TRANSACTIONS")]
    Transactions(Transactions),
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/hook", discriminator = "/status", signature = custom)]
enum Messages {
    #[event("delivered")]
    Delivered(Status),
}

#[on_event(group = "bank", ty = Transactions)]
fn transactions(transactions: Transactions, meta: webhook_core::Meta) {
    assert_eq!(transactions.item_id, "x");
    assert!(
        meta.key_id()
            .is_some_and(|id| id.as_str().starts_with("6c5516e1"))
    );
}

#[on_event(group = "messages", ty = Status)]
fn delivered(_: Status) {}

/// Every vector of both senders, through the dispatcher.
#[tokio::test]
async fn tokens_are_verified_like_any_signature() {
    let file = crate::signature_vectors::file();
    let mut count = 0;
    for vector in file["vectors"].as_array().unwrap() {
        let sender = vector["scheme"].as_str();
        let bank = match sender {
            Some("plaid") => true,
            Some("messagebird") => false,
            _ => continue,
        };
        count += 1;
        let url = vector["url"].as_str().unwrap();
        let (origin, _) = url.split_at(url.rfind(if bank { "/in" } else { "/hook" }).unwrap());
        let builder = Dispatcher::builder()
            .clock(FrozenClock::at(vector["now"].as_u64().unwrap()))
            .public_url(origin);
        let dispatcher = if bank {
            builder.group::<Bank>(Tokens::of(vector))
        } else {
            builder.group::<Messages>(Tokens::of(vector))
        };
        let dispatcher = dispatcher.build().unwrap();
        let made = delivery(vector);
        let mut request = Request::post(made.uri().path_and_query().unwrap().as_str())
            .body(Full::new(made.body().clone()))
            .unwrap();
        request.headers_mut().clone_from(made.headers());
        let status = dispatcher.dispatch(request).await.status().as_u16();
        let expected = if vector["expect"] == "ok" { 200 } else { 401 };
        assert_eq!(status, expected, "{}", vector["id"]);
    }
    assert_eq!(count, 11);
}

/// A key server that is down.
struct Down;

impl CustomVerifier for Down {
    fn verify<'a>(
        &'a self,
        _: &'a Delivery,
    ) -> BoxFuture<'a, Result<CustomSignature, Unverifiable>> {
        Box::pin(async { Err(Failure::retry(Duration::from_secs(7)).into()) })
    }
}

#[tokio::test]
async fn what_cannot_be_told_brings_the_sender_back() {
    let dispatcher = Dispatcher::builder().group::<Bank>(Down);
    let dispatcher = dispatcher.build().unwrap();
    let body = Bytes::from_static(br#"{"webhook_type":"TRANSACTIONS","item_id":"x"}"#);
    let request = Request::post("/in").body(Full::new(body)).unwrap();
    let reply = dispatcher.dispatch(request).await;
    assert_eq!(reply.status(), 503);
    assert_eq!(reply.headers()["retry-after"], "7");
}

#[test]
fn a_secret_does_not_take_the_place_of_code() {
    let delivery = Delivery::from(Request::post("/in").body(Bytes::new()).unwrap())
        .with_received_at(SystemTime::now());
    let refused = Bank::verify_and_parse(&delivery, Secret::new("a-secret-of-more-than-24-bytes"));
    assert_eq!(
        refused.err().unwrap().kind(),
        webhook_core::group::RejectionKind::Keys
    );
}
