//! `vectors/signatures.json`: what senders ask before the first delivery, and what must not be answered.

use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use http::Request;
use serde_json::Value;
use webhook_core::handshake::{Handshake, handshakes};
use webhook_core::scheme::{Algorithm, Carrier, Encoding, Keyring, Scheme, Verifier};
use webhook_core::{Delivery, Secret};

use crate::signature_vectors::{delivery, file, keyring, preset};

fn handshake(name: &str) -> Handshake {
    let found = handshakes::ALL.iter().find(|(known, _)| *known == name);
    found.unwrap_or_else(|| panic!("no handshake {name}")).1
}

fn scheme(provider: &str) -> Scheme<'static> {
    match provider {
        "xero" => Scheme::new(Algorithm::HmacSha256, Carrier::Header("x-xero-signature"))
            .with_encoding(Encoding::Base64),
        other => preset(other),
    }
}

#[test]
fn every_handshake_is_answered() {
    let file = file();
    let cases = file["handshakes"].as_array().unwrap();
    for case in cases {
        let (id, provider) = (
            case["id"].as_str().unwrap(),
            case["provider"].as_str().unwrap(),
        );
        let handshake = handshake(provider);
        let request =
            delivery(case).with_received_at(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
        assert!(handshake.asks(&request), "{id}");
        if handshake.needs_verification() {
            let verifier = Verifier::new(&scheme(provider)).unwrap();
            let keys = verifier.prepare(&keyring(&case["secret"])).unwrap();
            verifier.verify(&request, &keys).unwrap();
        }
        let key = match (&case["secret"], provider) {
            (Value::String(secret), _) => Some(("1", Secret::new(secret.as_str()))),
            (Value::Object(keys), _) => Some((
                keys["public_key"].as_str().unwrap(),
                Secret::new(keys["private_key"].as_str().unwrap()),
            )),
            (_, "websub") => Some(("topic", Secret::new("https://example.com/feed"))),
            _ => None,
        };
        let key = key.as_ref().map(|(id, secret)| (*id, secret));
        let reply = handshake
            .answer(&request, key)
            .unwrap_or_else(|| panic!("{id}"));
        let wanted = &case["respond"];
        assert_eq!(u64::from(reply.status().as_u16()), wanted["status"], "{id}");
        if let Some(body) = wanted["body"].as_str() {
            assert_eq!(reply.body(), body, "{id}");
        }
        for header in wanted["headers"].as_array().into_iter().flatten() {
            let value = &reply.headers()[header[0].as_str().unwrap()];
            assert_eq!(value, header[1].as_str().unwrap(), "{id}");
        }
    }
    println!("{} handshakes answered", cases.len());
    assert_eq!(cases.len(), 15);
}

/// No answer is a signature of a message that a delivery could have.
#[test]
fn no_handshake_signs_a_delivery() {
    let secret = Secret::new("a-secret-of-more-than-24-bytes");
    let key = Some(("1", &secret));
    let zoom = |token: &str| {
        let body = format!(
            r#"{{"event":"endpoint.url_validation","payload":{{"plainToken":{}}}}}"#,
            Value::from(token)
        );
        let request = Request::post("/").body(Bytes::from(body)).unwrap();
        handshakes::zoom.answer(&Delivery::from(request), key)
    };
    assert!(zoom("qgg8vlvZRS6UYooatFL8Aw").is_some());
    for token in ["v0:1700000000:{}", "", "a\"b", "a b", &"a".repeat(65)] {
        assert!(zoom(token).is_none(), "{token}");
    }
    let get = |handshake: Handshake, uri: &str| {
        let request = Request::get(uri).body(Bytes::new()).unwrap();
        handshake.answer(&Delivery::from(request), key)
    };
    for token in ["%7B%7D", "", "a.b", "%5B%5D"] {
        let uri = format!("/?crc_token={token}");
        assert!(get(handshakes::x_twitter, &uri).is_none(), "{token}");
    }
    for challenge in ["short", "QUJDRA==", "20F9F8ED05F77439FE955C977E4C8A53"] {
        let uri = format!("/?bt_challenge={challenge}");
        assert!(get(handshakes::braintree, &uri).is_none(), "{challenge}");
    }
    let meta = "/?hub.mode=subscribe&hub.challenge=1&hub.verify_token=guessed";
    assert!(get(handshakes::meta, meta).is_none());
    assert!(
        handshakes::meta
            .answer(
                &Delivery::from(Request::get(meta).body(Bytes::new()).unwrap()),
                None
            )
            .is_none()
    );
}

#[test]
fn a_keyring_of_nobody_verifies_nothing() {
    let verifier = Verifier::new(&scheme("xero")).unwrap();
    assert!(verifier.prepare(&Keyring::new()).is_err());
}
