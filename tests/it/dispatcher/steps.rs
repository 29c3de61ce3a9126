//! The three steps by hand: verify, recognise, run; and without a dispatcher: `verify_and_parse`, `parse`.

use http::Request;
use serde::Deserialize;
use webhook_core::group::{RejectionKind, Unrecognised};
use webhook_core::outcome::OutcomeKind;
use webhook_core::scheme::{KeyId, Keyring};
use webhook_core::verification::CheckedDelivery as _;
use webhook_core::{Delivery, Dispatcher, EventGroup, Secret, State, Verified, on_event};

use super::{Bench, Log, post, secret, signed, signed_with};

#[derive(Debug, Deserialize, PartialEq)]
struct Order {
    number: u32,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/shop",
    discriminator("/type", "/action"),
    payload = "/data",
    id = "/id",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Shop {
    #[event("order", "opened")]
    Opened(Order),
    #[event("order")]
    Order(Order),
    #[event("ignored", ignore)]
    Ignored(Order),
}

/// The same scheme, the same secret, the same events: and yet another group.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/twin",
    discriminator = "/type",
    payload = "/data",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Twin {
    #[event("order")]
    Order(Order),
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/open", discriminator = "/type", payload = "/data", signature = none)]
enum Unsigned {
    #[event("order")]
    Order(Order),
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/open_twin", discriminator = "/type", payload = "/data", signature = none)]
enum UnsignedTwin {
    #[event("order")]
    Order(Order),
}

#[on_event(group = "shop", event = "order.opened")]
fn opened(order: Order, State(log): State<Log>) {
    log.write(format!("opened {}", order.number));
}

#[on_event(group = "shop", event = "order")]
async fn order(order: Order, State(log): State<Log>) -> Result<(), String> {
    log.write(format!("order {}", order.number));
    if order.number == 0 {
        Err("no such order".to_owned())
    } else {
        Ok(())
    }
}

const ORDER: &str = r#"{"id":"e1","type":"order","data":{"number":7}}"#;

fn verified<G: EventGroup<Delivery = Verified<Delivery>>>(body: &str) -> Verified<Delivery> {
    let delivery = Delivery::from(signed::<G>("/shop", body));
    G::verify(delivery, &Keyring::from(secret())).unwrap()
}

#[tokio::test]
async fn the_three_steps_are_the_way_of_a_delivery() {
    let log = Log::default();
    let bench = Bench::new(|builder| builder.group::<Shop>(secret()).state(log.clone()));
    let keys = Keyring::new()
        .with("2025", Secret::new("old"))
        .with("2026", secret());
    let delivery = Delivery::from(signed::<Shop>("/anywhere", ORDER));

    let verified = Shop::verify(delivery, &keys).unwrap();
    assert_eq!(verified.key_id().map(KeyId::as_str), Some("2026"));
    assert_eq!(verified.signed_by().map(KeyId::as_str), Some("2026"));
    assert_eq!(verified.get().body(), ORDER);

    let recognised = Shop::recognise(verified).unwrap();
    assert_eq!((recognised.event(), recognised.id()), ("order", Some("e1")));
    assert_eq!(recognised.delivery().body(), ORDER);

    let outcome = bench.dispatcher.run(recognised).await;
    assert_eq!((outcome.kind(), outcome.text()), (OutcomeKind::Handled, ""));
    assert_eq!(log.take(), ["order 7"]);
    assert_eq!(bench.recent.total(), 0, "it is no delivery of its own");
}

#[tokio::test]
async fn run_says_what_dispatch_would_answer() {
    let log = Log::default();
    let bench = Bench::new(|builder| builder.group::<Shop>(secret()).state(log.clone()));
    for (body, kind, lines) in [
        (
            r#"{"type":"order","action":"opened","data":{"number":1}}"#,
            OutcomeKind::Handled,
            vec!["opened 1"],
        ),
        (
            r#"{"type":"order","action":"closed","data":{"number":1}}"#,
            OutcomeKind::Handled,
            vec!["order 1"],
        ),
        (
            r#"{"type":"order","action":null,"data":{"number":1}}"#,
            OutcomeKind::Handled,
            vec!["order 1"],
        ),
        (
            r#"{"type":"order","data":{"number":0}}"#,
            OutcomeKind::Failed,
            vec!["order 0"],
        ),
        (
            r#"{"type":"order","data":{"number":-1}}"#,
            OutcomeKind::InvalidPayload,
            vec![],
        ),
        (r#"{"type":"order"}"#, OutcomeKind::InvalidPayload, vec![]),
        (r#"{"type":"ignored"}"#, OutcomeKind::Ignored, vec![]),
    ] {
        let recognised = Shop::recognise(verified::<Shop>(body)).unwrap();
        assert_eq!(
            bench.dispatcher.run(recognised).await.kind(),
            kind,
            "{body}"
        );
        assert_eq!(log.take(), lines, "{body}");
        let (_, record) = bench.send_for_record(signed::<Shop>("/shop", body));
        assert_eq!(record.outcome(), kind, "{body}");
        assert_eq!(log.take(), lines, "{body}");
    }
}

#[tokio::test]
async fn a_dispatcher_without_the_group_handles_nothing() {
    let dispatcher = Dispatcher::builder().build().unwrap();
    let recognised = Shop::recognise(verified::<Shop>(ORDER)).unwrap();
    assert_eq!(
        dispatcher.run(recognised).await.kind(),
        OutcomeKind::Unhandled
    );
}

/// Both groups' deliveries have one Rust type, so that this is found at run time.
#[test]
fn a_delivery_of_one_group_is_none_of_another() {
    let other = |unrecognised| match unrecognised {
        Unrecognised::Malformed(rejection) => rejection.kind(),
        other => panic!("{other:?}"),
    };
    let refused = Twin::recognise(verified::<Shop>(ORDER)).unwrap_err();
    assert_eq!(other(refused), RejectionKind::OtherGroup);
    let refused = Shop::recognise(verified::<Twin>(ORDER)).unwrap_err();
    assert_eq!(other(refused), RejectionKind::OtherGroup);
    Twin::recognise(verified::<Twin>(ORDER)).unwrap();

    let delivery = Delivery::from(post("/open", ORDER));
    let unverified = UnsignedTwin::unverified(delivery.clone());
    assert_eq!(
        other(Unsigned::recognise(unverified).unwrap_err()),
        RejectionKind::OtherGroup
    );
    let recognised = Unsigned::recognise(Unsigned::unverified(delivery)).unwrap();
    assert_eq!(recognised.event(), "order");
}

#[test]
fn verify_and_parse_gives_the_event() {
    let delivery = Delivery::from(signed::<Shop>("/shop", ORDER));
    let Shop::Order(order) = Shop::verify_and_parse(&delivery, secret()).unwrap() else {
        unreachable!()
    };
    assert_eq!(order, Order { number: 7 });
    let keys = Keyring::from([Secret::new("other"), secret()]);
    let event = Shop::verify_and_parse(&delivery, keys).unwrap();
    assert!(matches!(event, Shop::Order(_)), "{event:?}");
}

#[test]
fn verify_and_parse_says_which_step_failed() {
    let mut unreadable = post("/shop", ORDER);
    unreadable
        .headers_mut()
        .insert("x-signature", "no hex".parse().unwrap());
    let other = Secret::new("other");
    let signed = |body| signed::<Shop>("/shop", body);
    for (request, keys, kind) in [
        (signed(ORDER), Keyring::new(), RejectionKind::Keys),
        (signed(ORDER), Secret::new("").into(), RejectionKind::Keys),
        (
            post("/shop", ORDER),
            secret().into(),
            RejectionKind::MissingSignature,
        ),
        (
            unreadable,
            secret().into(),
            RejectionKind::MalformedSignature,
        ),
        (
            signed_with::<Shop>(&other, "/shop", ORDER),
            secret().into(),
            RejectionKind::BadSignature,
        ),
        (signed("{"), secret().into(), RejectionKind::Malformed),
        (
            signed(r#"{"type":null}"#),
            secret().into(),
            RejectionKind::Malformed,
        ),
        (
            signed(r#"{"type":"new"}"#),
            secret().into(),
            RejectionKind::UnknownEvent,
        ),
        (
            signed(r#"{"type":"order","data":[]}"#),
            secret().into(),
            RejectionKind::InvalidPayload,
        ),
    ] {
        let refused = Shop::verify_and_parse(&Delivery::from(request), keys).unwrap_err();
        assert_eq!(refused.kind(), kind, "{refused}");
        assert!(!refused.to_string().is_empty());
    }
}

/// A body of bytes that are no text never becomes an event, however it is signed.
#[test]
fn a_body_that_is_no_text_is_malformed() {
    let mut request = Request::post("/shop")
        .body(bytes::Bytes::from_static(b"\"\xff\""))
        .unwrap();
    Shop::DESCRIPTOR
        .scheme()
        .unwrap()
        .sign(&secret(), &mut request)
        .unwrap();
    let refused = Shop::verify_and_parse(&Delivery::from(request), secret()).unwrap_err();
    assert_eq!(refused.kind(), RejectionKind::Malformed);
}

#[test]
fn parse_is_for_groups_that_are_not_signed() {
    let Unsigned::Order(order) = Unsigned::parse(&Delivery::from(post("/", ORDER))).unwrap();
    assert_eq!(order, Order { number: 7 });
    for (body, kind) in [
        ("", RejectionKind::Malformed),
        ("{}", RejectionKind::Malformed),
        (r#"{"type":"new"}"#, RejectionKind::UnknownEvent),
        (r#"{"type":"order"}"#, RejectionKind::InvalidPayload),
    ] {
        let refused = Unsigned::parse(&Delivery::from(post("/", body))).unwrap_err();
        assert_eq!(refused.kind(), kind, "{body}");
    }
}

/// The values of the discriminators, as far as there are any, are for who wants to know the unknown.
#[test]
fn an_unknown_event_carries_what_it_said() {
    for (body, values) in [
        (
            r#"{"id":"e1","type":"new","action":"opened"}"#,
            vec!["new", "opened"],
        ),
        (r#"{"id":"e1","type":"new"}"#, vec!["new"]),
        (r#"{"id":"e1","type":7}"#, vec!["7"]),
    ] {
        let refused = Shop::recognise(verified::<Shop>(body)).unwrap_err();
        let Unrecognised::Unknown(unknown) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!(unknown.values(), values);
        assert_eq!((unknown.id(), unknown.matches().len()), (Some("e1"), 0));
        assert_eq!(unknown.body(), body);
    }
}
