//! Senders with two families of signed header names: the values that are read are those that were verified.
#![expect(
    clippy::needless_pass_by_value,
    reason = "a handler owns what it takes"
)]

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{HeaderName, Request};
use http_body_util::Full;
use webhook_core::extract::HeaderMap;
use webhook_core::observe::RecentDeliveries;
use webhook_core::{
    Delivery, Dispatcher, EventGroup, Meta, Secret, State, StoredDelivery, on_event,
};

/// The id by its name in the first family.
#[derive(Debug, EventGroup)]
#[event_group(path = "/first", preset = svix, id = "$request.header.webhook-id", idempotent)]
pub(crate) enum First {
    #[event("a")]
    A,
}

/// The id by its name in the second family.
#[derive(Debug, EventGroup)]
#[event_group(path = "/second", preset = svix, id = "$request.header.Svix-Id", idempotent)]
pub(crate) enum Second {
    #[event("a")]
    A,
}

/// What the signature leaves out follows the family as well.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/kinds",
    signature = svix,
    payload = "$request.body",
    discriminator = "$request.header.webhook-kind",
    danger_unsigned_discriminator
)]
pub(crate) enum Kinds {
    #[event("a")]
    A,
    #[event("a", when("$request.header.svix-tier" = "gold"))]
    Gold,
    #[event("b")]
    B,
}

#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    fn say(&self, line: String) {
        self.0.lock().unwrap().push(line);
    }
}

fn all(headers: &HeaderMap, name: &str) -> String {
    let values = headers.get_all(name).iter();
    let values: Vec<_> = values.map(|value| value.to_str().unwrap()).collect();
    values.join(",")
}

fn ids(meta: &Meta, headers: &HeaderMap) -> String {
    format!(
        "{:?} {} {} {}",
        meta.id(),
        meta.id_is_signed(),
        all(headers, "webhook-id"),
        all(headers, "svix-id")
    )
}

#[on_event(group = "first", event = "a")]
fn first(meta: Meta, headers: HeaderMap, State(seen): State<Seen>) {
    seen.say(ids(&meta, &headers));
}

#[on_event(group = "second", event = "a")]
fn second(meta: Meta, headers: HeaderMap, State(seen): State<Seen>) {
    seen.say(ids(&meta, &headers));
}

#[on_event(group = "kinds", ty = Kinds)]
fn kinds(event: Kinds, State(seen): State<Seen>) {
    seen.say(format!("{event:?}"));
}

const SECRET: &str = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

/// A genuine delivery under the names of one family, with further headers beside it.
fn request(path: &str, family: &str, id: &str, beside: &[(&str, &str)]) -> Request<Bytes> {
    let mut signed = Request::post(path)
        .header("webhook-id", id)
        .body(Bytes::from_static(b"{\"type\":\"a\"}"))
        .unwrap();
    let scheme = First::DESCRIPTOR.scheme().unwrap();
    scheme.sign(&Secret::new(SECRET), &mut signed).unwrap();
    let mut request = Request::post(path).body(signed.body().clone()).unwrap();
    for (name, value) in signed.headers() {
        let rest = name.as_str().strip_prefix("webhook-").unwrap();
        let name: HeaderName = format!("{family}{rest}").parse().unwrap();
        request.headers_mut().insert(name, value.clone());
    }
    for (name, value) in beside {
        let name: HeaderName = name.parse().unwrap();
        request.headers_mut().append(name, value.parse().unwrap());
    }
    request
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
            .group::<First>(Secret::new(SECRET))
            .group::<Second>(Secret::new(SECRET))
            .group::<Kinds>(Secret::new(SECRET))
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

const FAMILIES: [(&str, &str); 2] = [("webhook-", "svix-"), ("svix-", "webhook-")];

#[test]
fn the_id_is_the_one_that_was_verified() {
    for path in ["/first", "/second"] {
        for (family, other) in FAMILIES {
            let fixture = Fixture::new();
            let stranger = format!("{other}id");
            let late = format!("{other}timestamp");
            for (turn, beside) in [
                &[][..],
                &[(stranger.as_str(), "other")],
                &[(&stranger, "other"), (&stranger, "a third")],
                &[(&stranger, ""), (&late, "1")],
            ]
            .into_iter()
            .enumerate()
            {
                let sent = fixture.send(request(path, family, "m1", beside));
                // The first runs, and whatever is put beside it the rest are the same delivery.
                let ran = (turn == 0).then(|| "Some(\"m1\") true m1 m1".to_owned());
                assert_eq!(
                    sent,
                    (200, Vec::from_iter(ran)),
                    "{path} {family} {beside:?}"
                );
                let record = fixture.recent.last().pop().unwrap();
                assert_eq!(record.id(), Some("m1"), "{path} {family} {beside:?}");
            }
            let next = fixture.send(request(path, family, "m2", &[(&stranger, "m1")]));
            let expected = "Some(\"m2\") true m2 m2".to_owned();
            assert_eq!(next, (200, vec![expected]), "{path} {family}");
        }
    }
}

#[test]
fn one_delivery_under_both_families_is_one() {
    let fixture = Fixture::new();
    let ran = |family| fixture.send(request("/first", family, "m1", &[])).1.len();
    assert_eq!((ran("webhook-"), ran("svix-"), ran("webhook-")), (1, 0, 0));
}

#[test]
fn the_event_is_read_from_the_family_that_was_verified() {
    let fixture = Fixture::new();
    for (family, other) in FAMILIES {
        let name = |family: &str, rest: &str| format!("{family}{rest}");
        let (kind, tier) = (name(family, "kind"), name(family, "tier"));
        let (other_kind, other_tier) = (name(other, "kind"), name(other, "tier"));
        for (beside, expected) in [
            (&[(kind.as_str(), "a")][..], Some("A")),
            (&[(&kind, "b")], Some("B")),
            (&[(&kind, "a"), (&tier, "gold")], Some("Gold")),
            (&[(&kind, "a"), (&other_kind, "b")], Some("A")),
            (&[(&kind, "a"), (&other_tier, "gold")], Some("A")),
            (
                &[(&kind, "a"), (&tier, "gold"), (&other_tier, "tin")],
                Some("Gold"),
            ),
            (&[(&other_kind, "b")], None),
        ] {
            let sent = fixture.send(request("/kinds", family, "m1", beside));
            let status = if expected.is_some() { 200 } else { 400 };
            let expected = expected.map(str::to_owned);
            assert_eq!(
                sent,
                (status, Vec::from_iter(expected)),
                "{family} {beside:?}"
            );
        }
    }
}

#[test]
fn what_is_stored_is_what_was_verified() {
    for (family, other) in FAMILIES {
        let stranger = format!("{other}id");
        let request = request(
            "/first",
            family,
            "m1",
            &[(&stranger, "other"), ("x-a", "b")],
        );
        let verified = First::verify(Delivery::from(request), &Secret::new(SECRET).into()).unwrap();
        let headers = verified.get().headers();
        assert_eq!(all(headers, "webhook-id"), "m1", "{family}");
        assert_eq!(all(headers, "svix-id"), "m1", "{family}");
        assert_eq!(all(headers, "x-a"), "b", "{family}");

        let both = ["webhook-id", "svix-id"].map(HeaderName::from_static);
        let stored = First::recognise(verified).unwrap().store(&both);
        assert_eq!((stored.id(), stored.id_is_signed()), (Some("m1"), true));
        let json = serde_json::to_value(&stored).unwrap();
        assert!(!json.to_string().contains("other"), "{json}");
        let stored: StoredDelivery = serde_json::from_value(json).unwrap();
        let again = stored.danger_recognise_unchecked::<First>().unwrap();
        assert_eq!(again.id(), Some("m1"), "{family}");
        let stored = again.store(&[]);
        let again = stored.danger_recognise_unchecked::<First>().unwrap();
        assert_eq!(again.id(), Some("m1"), "{family}");
    }
}

#[test]
fn a_verified_delivery_verifies_again() {
    for (family, other) in FAMILIES {
        let stranger = format!("{other}id");
        let request = request("/first", family, "m1", &[(&stranger, "other")]);
        let keys = Secret::new(SECRET).into();
        let verified = First::verify(Delivery::from(request), &keys).unwrap();
        assert!(
            First::verify(verified.into_inner(), &keys).is_ok(),
            "{family}"
        );
    }
}

#[test]
fn an_id_that_is_not_there_is_not_signed() {
    #[derive(Debug, EventGroup)]
    #[event_group(
        signature(algorithm = "hmac-sha256", header = "X-S"),
        discriminator = "/type",
        id = "/id"
    )]
    enum Plain {
        #[event("a", ignore)]
        A,
    }
    let stored = |body: &'static str| {
        let mut request = Request::post("/")
            .body(Bytes::from_static(body.as_bytes()))
            .unwrap();
        let scheme = Plain::DESCRIPTOR.scheme().unwrap();
        scheme.sign(&Secret::new("a secret"), &mut request).unwrap();
        let keys = Secret::new("a secret").into();
        let verified = Plain::verify(Delivery::from(request), &keys).unwrap();
        Plain::recognise(verified).unwrap().store(&[])
    };
    assert!(stored(r#"{"type":"a","id":"1"}"#).id_is_signed());
    assert!(!stored(r#"{"type":"a"}"#).id_is_signed());
}

#[test]
fn more_headers_than_can_be_renamed_are_refused() {
    let mut request = request("/first", "svix-", "m1", &[]);
    for number in 0..20_000 {
        let name: HeaderName = format!("svix-{number}").parse().unwrap();
        request.headers_mut().append(name, "x".parse().unwrap());
    }
    assert_eq!(Fixture::new().send(request), (401, vec![]));
}
