//! `Debug` of public types prints no secret and no content of a delivery.
//!
//! Every public type has a value here, made of marked content. A missing type fails the test.

mod declared_tests;
mod described_tests;

use std::any::type_name;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response};
use http_body_util::Full;

use crate::dispatcher::*;
use crate::extract::*;
use crate::future::BoxFuture;
use crate::group::*;
use crate::handle::call::Call;
use crate::handle::fallback::Boxed;
use crate::handle::record::Place;
use crate::inbox::*;
use crate::observe::*;
use crate::outcome::*;
use crate::scheme::*;
use crate::testing::{Forge, FrozenClock};
use crate::verification::*;
use crate::*;

const SECRET: &str = "sk_the_marked_secret_of_enough_bytes";
const BODY: &str = r#"{"type":"order","id":"1","data":{"note":"marked-body"}}"#;
const REPLY: &str = "marked-reply";
const MARKS: [&str; 5] = [
    SECRET,
    "marked-body",
    "marked-header",
    "marked-query",
    REPLY,
];

#[derive(Clone, Debug, serde::Deserialize)]
#[expect(dead_code, reason = "only `Debug` reads the note")]
struct Order {
    note: String,
}

#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    payload = "/data",
    id = "/id",
    idempotent,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Shop {
    #[event("order")]
    Order(Order),
    #[event("lost", ignore)]
    Lost,
}

#[derive(Debug, EventGroup)]
#[event_group(discriminator = "/type", payload = "/data", signature = none)]
enum Open {
    #[event("order", ignore)]
    Order(Order),
}

/// The printed texts, by the type's name.
#[derive(Clone, Default)]
struct Printed(Arc<Mutex<BTreeMap<String, Vec<String>>>>);

impl Printed {
    fn show<T: Debug>(&self, value: &T) {
        let path = type_name::<T>().split('<').next().unwrap();
        let name = path.rsplit("::").next().unwrap().to_owned();
        let texts = [format!("{value:?}"), format!("{value:#?}")];
        let mut printed = self.0.lock().unwrap();
        printed.entry(name).or_default().extend(texts);
    }
}

/// Whether a text contains a mark, as text or as the numbers of its bytes.
fn mark_in(text: &str) -> Option<&'static str> {
    let joined = text.split_whitespace().collect::<String>();
    MARKS.into_iter().find(|mark| {
        let numbers = format!("{:?}", mark.as_bytes()).replace(' ', "");
        let numbers = numbers.trim_matches(['[', ']']);
        text.contains(mark) || joined.contains(numbers)
    })
}

#[test]
fn a_mark_is_found_however_it_is_printed() {
    let request = request(BODY);
    for text in [
        format!("{request:?}"),
        format!("{request:#?}"),
        format!("{:?}", request.uri()),
        format!("{:?}", request.headers()),
        format!("{:?}", BODY.as_bytes()),
        format!("{:#?}", SECRET.as_bytes()),
        format!("{:?}", serde_json::from_str::<serde_json::Value>(BODY)),
    ] {
        assert!(mark_in(&text).is_some(), "{text}");
    }
}

#[test]
fn no_public_type_prints_what_it_holds() {
    let printed = Printed::default();
    show_deliveries(&printed);
    show_dispatch(&printed);
    show_answers(&printed);
    described_tests::show_keys(&printed);
    described_tests::show_schemes(&printed);
    described_tests::show_descriptions(&printed);
    described_tests::show_generated(&printed);
    #[cfg(feature = "axum")]
    printed.show(&adapter::axum::Event(shop()));
    #[cfg(feature = "lambda_http")]
    show_lambda(&printed);
    let printed = printed.0.lock().unwrap();
    for (name, texts) in printed.iter() {
        for text in texts {
            let mark = mark_in(text);
            assert!(mark.is_none(), "{name} prints {}: {text}", mark.unwrap());
        }
    }
    let missing: Vec<String> = declared_tests::types()
        .into_iter()
        .filter(|name| !printed.contains_key(name))
        .collect();
    assert!(missing.is_empty(), "no value is printed of {missing:?}");
}

fn secret() -> Secret {
    Secret::new(SECRET)
}

fn scheme() -> &'static Scheme<'static> {
    Shop::DESCRIPTOR.scheme().unwrap()
}

fn request(body: &'static str) -> Request<Bytes> {
    let request = Request::post("/shop?token=marked-query").header("x-note", "marked-header");
    request.body(Bytes::from(body)).unwrap()
}

fn signed(body: &'static str) -> Request<Bytes> {
    let mut request = request(body);
    scheme().sign(&secret(), &mut request).unwrap();
    request
}

#[cfg(feature = "axum")]
fn shop() -> Shop {
    let delivery = Delivery::from(signed(BODY));
    Shop::verify_and_parse(&delivery, secret()).unwrap()
}

fn show_deliveries(printed: &Printed) {
    let delivery = Delivery::from(signed(BODY));
    printed.show(&delivery);
    printed.show(&*Shop::__plan().head(&delivery, delivery.body()));
    let verified = Shop::verify(delivery, &secret().into()).unwrap();
    printed.show(&verified);
    let recognised = Shop::recognise(verified).unwrap();
    printed.show(&recognised);
    let stored = recognised.store(&[HeaderName::from_static("x-note")]);
    printed.show(&stored);
    printed.show(&stored.clone().into_parts());
    let stored = Incoming::new(stored, recognised.claim_key());
    printed.show(&stored);
    printed.show(&Accepted::New);
    printed.show(&StoredEvent {
        group: "shop",
        event: "order",
        deadline: std::time::Duration::from_secs(60),
        asynchronous: true,
    });
    printed.show(&StoredIdentity {
        event: "order",
        key: stored.key().cloned(),
    });
    printed.show(&Open::unverified(Delivery::from(request(BODY))));

    for body in [
        r#"{"type":"unheard","data":"marked-body"}"#,
        r#"{"type":["marked-body"]}"#,
        r#"{"type":"order","data":{"note":["marked-body"]}}"#,
        r#"{"type":"order","data":"marked-body"#,
    ] {
        let keys = secret().into();
        let verified = Shop::verify(Delivery::from(signed(body)), &keys).unwrap();
        match Shop::recognise(verified).map(|event| event.parse().unwrap_err()) {
            Ok(rejection) => printed.show(&rejection),
            Err(unrecognised) => printed.show(&unrecognised),
        }
    }
    let unsigned = Delivery::from(request(BODY));
    let rejection = Shop::verify(unsigned.clone(), &secret().into()).unwrap_err();
    printed.show(&rejection.kind());
    printed.show(&rejection);
    let check = Verifier::new(scheme()).unwrap();
    let keys = check.prepare(&secret().into()).unwrap();
    let failure = check.verify(&unsigned, &keys).unwrap_err();
    printed.show(&failure.kind());
    printed.show(&failure);
    printed.show(&Unverifiable::from(failure));
    printed.show(&KeyRequest::new(&unsigned, &[]));

    let data = r#"{"note":["marked-body"]}"#;
    let payload = Payload::new(data, Some(data), false);
    printed.show(&payload);
    let error = payload.parse::<Order>().unwrap_err();
    printed.show(&error.kind());
    printed.show(&error);
    printed.show(&crate::Open::<Closed>::Unknown("marked-body".to_owned()));
    printed.show(&Sent::<Closed>::Other("marked-body".into()));
}

/// An enum without variants.
#[derive(Debug)]
enum Closed {}

/// A claim store that prints its arguments.
struct Asked(Printed, MemoryClaims);

impl ClaimStore for Asked {
    fn claim<'a>(
        &'a self,
        delivery: &'a ClaimKey,
        body: &'a BodyDigest,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<Claim, Unavailable>> {
        self.0.show(delivery);
        self.0.show(body);
        self.1.claim(delivery, body, now)
    }

    fn finish<'a>(
        &'a self,
        delivery: &'a ClaimKey,
        token: ClaimToken,
        end: ClaimEnd,
    ) -> BoxFuture<'a, Result<(), Unavailable>> {
        self.0.show(&self.1);
        self.0.show(&token);
        self.0.show(&end);
        self.0.show(&Claim::New(token));
        self.0.show(&Unavailable::new("the database is away"));
        self.1.finish(delivery, token, end)
    }
}

/// A fallback that prints its arguments.
fn printing(
    printed: &Printed,
    more: impl Fn(&mut Call<'_, Shop>) + Send + Sync + 'static,
) -> Boxed<Shop> {
    let printed = printed.clone();
    let run = move |call: &mut Call<'_, Shop>| {
        printed.show(call);
        printed.show(&call.context);
        printed.show(&Meta::from_delivery(&call.context).unwrap());
        printed.show(&RawBody::from_delivery(&call.context).unwrap());
        printed.show(&Attempt::from_delivery(&call.context).unwrap());
        printed.show(&Segments::from_delivery(&call.context).unwrap());
        printed.show(&Segment("acme".to_owned()));
        printed.show(&RecordKind::Run);
        if let Ok(whole) = Envelope::<serde_json::Value>::from_delivery(&call.context) {
            printed.show(&whole);
        }
        more(call);
        let reply = Outcome::reply(Response::new(REPLY));
        printed.show(&reply);
        printed.show(&reply.kind());
        let started = HandlerRun::Ready(reply);
        printed.show(&started);
        started
    };
    Boxed {
        function: Arc::new(run),
        place: Place {
            function: "printing",
            file: file!(),
            line: line!(),
        },
        asynchronous: false,
    }
}

fn show_dispatch(printed: &Printed) {
    let (unknown, failed) = (printed.clone(), printed.clone());
    let fallbacks = Fallbacks {
        event: Some(printing(printed, |_| ())),
        unknown: Some(printing(printed, move |call| {
            unknown.show(&call.unknown().ok().unwrap());
        })),
        signature_failure: Some(printing(printed, move |call| {
            failed.show(&call.signature_failure().ok().unwrap());
        })),
    };
    printed.show(&fallbacks);
    let recent = Arc::new(RecentDeliveries::new(10));
    let capture = Capture::last(10, 1 << 20).danger_capture_bodies();
    printed.show(&capture);
    let builder = Dispatcher::builder()
        .group::<Shop>(secret())
        .fallbacks(fallbacks)
        .capture(capture)
        .observer(Arc::clone(&recent))
        .claims(Asked(printed.clone(), MemoryClaims::default()));
    printed.show(&builder);
    let dispatcher = builder.build().unwrap();
    printed.show(&dispatcher);
    printed.show(&dispatcher.table());
    let shop = dispatcher.for_group::<Shop>().unwrap();
    printed.show(&shop);
    for request in [
        signed(BODY),
        signed(r#"{"type":"unheard","data":"marked-body"}"#),
        request(BODY),
    ] {
        let mut received = pollster::block_on(shop.receive(request.map(Full::new))).unwrap();
        printed.show(&received.waited_for());
        printed.show(&received);
        pollster::block_on(received.answer());
    }
    printed.show(&recent);
    printed.show(&*recent);
    printed.show(&PrintDeliveries::to_stderr());
    for record in recent.last() {
        printed.show(&*record);
        printed.show(&*dispatcher.captured(&record).unwrap());
        #[cfg(feature = "diagnose")]
        show_explanation(printed, &dispatcher, &record);
    }
    printed.show(&item_record());
    let health = dispatcher.health();
    printed.show(&health.groups[0]);
    printed.show(&health);

    let error = Dispatcher::builder()
        .group::<Shop>(Secret::new(format!("{SECRET}\n")))
        .build()
        .unwrap_err();
    printed.show(&error.problems()[0].kind());
    printed.show(&error.problems()[0]);
    printed.show(&error);
    printed.show(&install_from_env().unwrap_err());
    printed.show(&ProxyHeaders::XForwarded);
    printed.show(&Peer(std::net::Ipv4Addr::LOCALHOST.into()));
    printed.show(&SystemClock);
    printed.show(&adapter::Mount::At("/"));
    printed.show(&adapter::Continued);
    let clock = FrozenClock::at(1_700_000_000);
    printed.show(&clock);
    let forge = Forge::of::<Shop>(secret(), &clock, BODY);
    let note = HeaderName::from_static("x-note");
    printed.show(&forge.with_header(note, HeaderValue::from_static("marked-header")));
    #[cfg(feature = "diagnose")]
    show_mistake(printed);
}

#[cfg(feature = "diagnose")]
fn show_mistake(printed: &Printed) {
    let delivery = Delivery::from(signed(BODY).map(|body| [&body[..], b"\n"].concat().into()));
    let keys = Keyring::from(secret());
    let mistake = testing::diagnose(scheme(), &keys, &Keyring::new(), &delivery).unwrap();
    printed.show(&mistake.kind());
    printed.show(&mistake);
}

#[cfg(feature = "diagnose")]
fn show_explanation(printed: &Printed, dispatcher: &Dispatcher, record: &DeliveryRecord) {
    let explanation = pollster::block_on(testing::explain(dispatcher, record));
    printed.show(&explanation);
    printed.show(&explanation.verification()[0]);
    printed.show(&explanation.verification()[0].mark());
    let bytes = request(BODY).map(|_| Bytes::from_static(b"\xff"));
    let error = testing::shell_command(None, &bytes, bytes.uri());
    printed.show(&error.unwrap_err());
}

/// The record of an item, which only deliveries of many events have.
fn item_record() -> ItemRecord {
    #[derive(Debug, EventGroup)]
    #[event_group(each = "$request.body", discriminator = "$item#/type", signature = none)]
    enum Many {
        #[event("order", ignore)]
        Order(Order),
    }
    let recent = Arc::new(RecentDeliveries::new(1));
    let dispatcher = Dispatcher::builder()
        .group::<Many>(Unsigned)
        .observer(Arc::clone(&recent))
        .build()
        .unwrap();
    let group = dispatcher.for_group::<Many>().unwrap();
    let request = request(r#"[{"type":"order","note":"marked-body"}]"#);
    pollster::block_on(group.dispatch(request.map(Full::new)));
    recent.last()[0].items()[0].clone()
}

fn show_answers(printed: &Printed) {
    printed.show(&Failure::permanent().because("the shelf fell over"));
    printed.show(&Replies::new());
    printed.show(&State(SECRET));
    printed.show(&Needs::default());
    printed.show(&CustomSignature::new(KeyId::new("1")));
    let item = Item { index: 0, count: 1 };
    printed.show(&item);
}

#[cfg(feature = "lambda_http")]
fn show_lambda(printed: &Printed) {
    printed.show(&Dispatcher::builder().build().unwrap().into_lambda());
}
