//! Deliveries whose items are signed one by one: each item belongs to its own signer.
#![expect(clippy::needless_pass_by_value, reason = "a handler owns its payload")]

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use serde::Deserialize;
use serde_json::json;
use webhook_core::group::RejectionKind;
use webhook_core::observe::RecentDeliveries;
use webhook_core::scheme::{KeyId, SignatureFailureKind, Verifier};
use webhook_core::{Delivery, Dispatcher, EventGroup, Keyring, Meta, Secret, State, on_event};

#[derive(Debug, Deserialize)]
pub(crate) struct Notification {
    #[serde(rename = "NotificationRequestItem")]
    item: Item,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    merchant_account_code: String,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/payments",
    preset = adyen,
    each = "/notificationItems",
    discriminator = "$item#/NotificationRequestItem/eventCode",
    id = "$item#/NotificationRequestItem/pspReference",
    danger_unsigned_body,
    danger_unsigned_discriminator
)]
pub(crate) enum Payments {
    #[event("AUTHORISATION")]
    Authorised(Notification),
}

/// The same deliveries, each taken as one event: the group declares no items, although the scheme signs them one by one.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/whole",
    preset = adyen,
    payload = "$request.body",
    discriminator = "/live",
    danger_unsigned_body,
    danger_unsigned_discriminator
)]
pub(crate) enum Whole {
    #[event("false")]
    Test(serde_json::Value),
}

#[derive(Clone, Default)]
pub(crate) struct Seen(Arc<Mutex<Vec<String>>>);

#[on_event(group = "payments", ty = Notification)]
fn authorised(event: Notification, meta: Meta, State(seen): State<Seen>) {
    let key = meta.key_id().map_or("none", KeyId::as_str);
    let line = format!("{} by {key}", event.item.merchant_account_code);
    seen.0.lock().unwrap().push(line);
}

#[on_event(group = "whole", event = "false")]
fn test(_: serde_json::Value, meta: Meta, State(seen): State<Seen>) {
    let key = meta.key_id().map_or("none", KeyId::as_str);
    seen.0.lock().unwrap().push(format!("whole by {key}"));
}

const SHOPS: [(&str, &str); 3] = [("a", "aa"), ("b", "bb"), ("c", "cc")];

fn secret(shop: &str) -> Secret {
    let (_, digits) = SHOPS.into_iter().find(|(name, _)| *name == shop).unwrap();
    Secret::new(digits.repeat(32))
}

pub(crate) fn keyring() -> Keyring {
    SHOPS.into_iter().fold(Keyring::new(), |ring, (shop, _)| {
        ring.with(format!("key of {shop}"), secret(shop))
    })
}

/// An item of one shop, with a signature of its key.
fn item(shop: &str, reference: &str) -> serde_json::Value {
    let body = json!({ "notificationItems": [{ "NotificationRequestItem": {
        "pspReference": reference,
        "merchantAccountCode": format!("shop {shop}"),
        "merchantReference": "r",
        "amount": { "value": 1, "currency": "EUR" },
        "eventCode": "AUTHORISATION",
        "success": "true",
        "additionalData": {},
    }}]});
    let mut request = Request::post("/payments")
        .body(Bytes::from(body.to_string()))
        .unwrap();
    let scheme = Payments::DESCRIPTOR.scheme().unwrap();
    scheme.sign(&secret(shop), &mut request).unwrap();
    let mut signed: serde_json::Value = serde_json::from_slice(request.body()).unwrap();
    signed["notificationItems"][0].take()
}

fn body(shops: &[&str]) -> Bytes {
    let items: Vec<_> = shops
        .iter()
        .enumerate()
        .map(|(index, shop)| item(shop, &format!("p{index}")))
        .collect();
    Bytes::from(json!({ "live": "false", "notificationItems": items }).to_string())
}

pub(crate) fn request(path: &str, shops: &[&str]) -> Request<Bytes> {
    Request::post(path).body(body(shops)).unwrap()
}

struct Fixture {
    dispatcher: Dispatcher,
    seen: Seen,
    recent: Arc<RecentDeliveries>,
}

impl Fixture {
    fn new() -> Self {
        let (seen, recent) = (Seen::default(), Arc::new(RecentDeliveries::new(1)));
        let dispatcher = Dispatcher::builder()
            .group::<Payments>(keyring())
            .group::<Whole>(keyring())
            .state(seen.clone())
            .observer(recent.clone())
            .build()
            .unwrap();
        Self {
            dispatcher,
            seen,
            recent,
        }
    }

    fn send(&self, request: Request<Bytes>) -> (u16, Vec<String>) {
        let reply = self.dispatcher.dispatch_blocking(request.map(Full::new));
        let seen = std::mem::take(&mut *self.seen.0.lock().unwrap());
        (reply.status().as_u16(), seen)
    }
}

#[test]
fn each_item_is_its_own_signers() {
    let fixture = Fixture::new();
    for shops in [
        &["a"][..],
        &["b"],
        &["a", "b"],
        &["b", "a"],
        &["a", "a", "b"],
        &["c", "b", "c", "a"],
    ] {
        let expected: Vec<_> = shops
            .iter()
            .map(|shop| format!("shop {shop} by key of {shop}"))
            .collect();
        let sent = fixture.send(request("/payments", shops));
        assert_eq!(sent, (200, expected), "{shops:?}");

        let record = fixture.recent.last().pop().unwrap();
        let keys: Vec<_> = record
            .items()
            .iter()
            .map(|item| item.key_id().map_or("none", KeyId::as_str).to_owned())
            .collect();
        let expected: Vec<_> = shops.iter().map(|shop| format!("key of {shop}")).collect();
        assert_eq!(keys, expected, "{shops:?}");
        // A delivery is one key's only where all of it is.
        let one = shops.iter().all(|shop| *shop == shops[0]);
        let whole = record.key_id().map(KeyId::as_str);
        assert_eq!(whole, one.then_some(expected[0].as_str()), "{shops:?}");
        let json = serde_json::to_value(&*record).unwrap();
        assert_eq!(json["items"][0]["key"], expected[0], "{shops:?}");
    }
}

#[test]
fn an_item_with_the_signature_of_another_is_refused_with_all_of_them() {
    let fixture = Fixture::new();
    let mut items = vec![item("a", "p1"), item("b", "p2")];
    let signature = items[0]["NotificationRequestItem"]["additionalData"].clone();
    items[1]["NotificationRequestItem"]["additionalData"] = signature;
    let body = json!({ "notificationItems": items }).to_string();
    let request = Request::post("/payments").body(Bytes::from(body)).unwrap();
    assert_eq!(fixture.send(request), (401, vec![]));
}

#[test]
fn the_steps_by_hand_say_the_key_of_each_item() {
    let delivery = |shops| Delivery::from(request("/payments", shops));
    let verified = Payments::verify(delivery(&["b", "a"]), &keyring()).unwrap();
    assert_eq!(verified.key_id(), None);
    let items = Payments::items(&verified).unwrap();
    let keys: Vec<_> = items
        .iter()
        .map(|item| item.key_id().unwrap().as_str())
        .collect();
    assert_eq!(keys, ["key of b", "key of a"]);
    let stored: Vec<_> = items
        .into_iter()
        .map(|item| Payments::recognise(item).unwrap().store(&[]))
        .collect();
    let keys: Vec<_> = stored.iter().map(|stored| stored.key_id()).collect();
    assert_eq!(keys, [Some("key of b"), Some("key of a")]);

    let verified = Payments::verify(delivery(&["b", "b"]), &keyring()).unwrap();
    assert_eq!(verified.key_id().map(KeyId::as_str), Some("key of b"));
}

#[test]
fn what_is_one_event_is_signed_by_one_key() {
    let fixture = Fixture::new();
    let by = |shop: &str| vec![format!("whole by key of {shop}")];
    assert_eq!(fixture.send(request("/whole", &["a", "a"])), (200, by("a")));
    assert_eq!(fixture.send(request("/whole", &["b"])), (200, by("b")));
    for shops in [&["a", "b"][..], &["b", "a"], &["a", "a", "b"]] {
        assert_eq!(fixture.send(request("/whole", shops)), (401, vec![]));
        let delivery = Delivery::from(request("/whole", shops));
        let refused = Whole::verify(delivery.clone(), &keyring()).err();
        assert_eq!(
            refused.map(|error| error.kind()),
            Some(RejectionKind::BadSignature)
        );
        let verifier = Verifier::new(Whole::DESCRIPTOR.scheme().unwrap()).unwrap();
        let keys = verifier.prepare(&keyring()).unwrap();
        let refused = verifier.verify(&delivery, &keys).err();
        assert_eq!(
            refused.map(|failure| failure.kind()),
            Some(SignatureFailureKind::BadSignature)
        );
    }
}
