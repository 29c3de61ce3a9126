//! The arguments that a handler may take in addition to the payload.

use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use http::HeaderMap;
use serde::Deserialize;
use webhook_core::dispatcher::ProblemKind;
use webhook_core::extract::{Context, Envelope, FromDelivery, Needs, RawBody};
use webhook_core::outcome::OutcomeKind;
use webhook_core::scheme::{KeyId, Keyring};
use webhook_core::{
    Delivery, Dispatcher, EventGroup, Failure, Meta, Secret, State, Unsigned, on_event,
};

use super::{Bench, Log, post, secret, signed, signed_with};

#[derive(Debug, Deserialize)]
struct Order {
    number: u32,
}

/// What surrounds the order.
#[derive(Debug, Deserialize)]
struct Outer {
    account: String,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/orders",
    discriminator = "/type",
    payload = "/data",
    id = "/id",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Orders {
    #[event("order")]
    Order(Order),
    #[event("named")]
    Named(Order),
    #[event("bare")]
    Bare(Order),
}

#[on_event(group = "orders", event = "order")]
async fn order(
    order: Order,
    State(log): State<Log>,
    State(factor): State<u32>,
    meta: Meta,
    headers: HeaderMap,
    RawBody(body): RawBody,
    Envelope(outer): Envelope<Outer>,
) {
    log.write(format!("{} {}", order.number * factor, outer.account));
    log.write(format!(
        "{} {:?} {:?}",
        meta.group(),
        meta.event(),
        meta.id()
    ));
    log.write(format!(
        "{} {:?}",
        meta.id_is_signed(),
        meta.key_id().map(ToString::to_string)
    ));
    log.write(format!("{:?} {}", headers.get("x-trace"), body.len()));
}

/// The account that the sender names in a header, known to the state.
struct Account(String);

/// What an [`Account`] is looked up in.
#[derive(Clone, Default)]
struct Accounts(Vec<&'static str>);

impl FromDelivery for Account {
    type Rejection = Failure;

    fn from_delivery(context: &Context<'_>) -> Result<Self, Failure> {
        let name = context
            .headers()
            .get("x-account")
            .and_then(|value| value.to_str().ok());
        let accounts = context
            .state::<Accounts>()
            .ok_or_else(|| Failure::new("no accounts"))?;
        assert_eq!(
            (context.group(), context.event()),
            ("orders", Some("named"))
        );
        assert_eq!(context.delivery().body().len(), 45);
        match name {
            None => Err(Failure::permanent().because("no account named")),
            Some("busy") => Err(Failure::retry(Duration::from_secs(7))),
            Some(name) if accounts.0.contains(&name) => Ok(Self(name.to_owned())),
            Some(_) => Err(Failure::new("no such account")),
        }
    }

    fn needs(needs: &mut Needs) {
        needs.state::<Accounts>();
    }
}

#[on_event(group = "orders", event = "named")]
fn named(order: Order, Account(name): Account, State(log): State<Log>) {
    log.write(format!("{} for {name}", order.number));
}

/// The payload may be left out where the event is named.
#[on_event(group = "orders", event = "bare")]
fn bare(State(log): State<Log>, meta: Meta) {
    log.write(format!("bare {:?}", meta.event()));
}

fn bench(log: &Log, keys: impl Into<Keyring>) -> Bench {
    let (log, keys) = (log.clone(), keys.into());
    let accounts = Accounts(vec!["acme"]);
    Bench::new(|builder| {
        builder
            .group::<Orders>(keys)
            .state(log)
            .state(3_u32)
            .state(accounts)
    })
}

#[test]
fn a_handler_takes_what_it_names() {
    let log = Log::default();
    let body = r#"{"id":"e1","type":"order","account":"acme","data":{"number":7}}"#;
    let mut request = signed::<Orders>("/orders", body);
    request
        .headers_mut()
        .insert("x-trace", "t1".parse().unwrap());
    assert_eq!(bench(&log, secret()).send(request).status, 200);
    let bytes = body.len();
    assert_eq!(
        log.take(),
        [
            "21 acme".to_owned(),
            r#"orders Some("order") Some("e1")"#.to_owned(),
            r#"true Some("1")"#.to_owned(),
            format!(r#"Some("t1") {bytes}"#),
        ]
    );
}

/// The whole body is there for a type of its own, and must fit it too.
#[test]
fn an_envelope_that_does_not_fit_is_refused() {
    let log = Log::default();
    let body = r#"{"type":"order","account":7,"data":{"number":7}}"#;
    let (reply, record) = bench(&log, secret()).send_for_record(signed::<Orders>("/orders", body));
    assert_eq!(
        (reply.status, record.outcome()),
        (422, OutcomeKind::InvalidPayload)
    );
    assert_eq!(log.take(), Vec::<String>::new());
}

#[test]
fn an_extractor_of_ones_own_says_how_it_fails() {
    use OutcomeKind::{Failed, Handled, Permanent, Retry};
    let log = Log::default();
    let bench = bench(&log, secret());
    for (account, status, outcome, retry_after) in [
        (Some("acme"), 200, Handled, None),
        (None, 422, Permanent, None),
        (Some("busy"), 503, Retry, Some("7")),
        (Some("nobody"), 500, Failed, None),
    ] {
        let mut request =
            signed::<Orders>("/orders", r#"{"id":7,"type":"named","data":{"number":7} }"#);
        request = resized(&request);
        if let Some(account) = account {
            request
                .headers_mut()
                .insert("x-account", account.parse().unwrap());
        }
        let (reply, record) = bench.send_for_record(request);
        assert_eq!(
            (reply.status, record.outcome()),
            (status, outcome),
            "{account:?}"
        );
        assert_eq!(reply.header("retry-after"), retry_after);
        let lines = log.take();
        assert_eq!(
            lines,
            if status == 200 {
                vec!["7 for acme"]
            } else {
                Vec::new()
            }
        );
    }
}

/// The same body with 45 bytes, which the extractor checks.
fn resized(request: &http::Request<Bytes>) -> http::Request<Bytes> {
    let body = format!("{:45}", std::str::from_utf8(request.body()).unwrap());
    signed::<Orders>("/orders", &body)
}

#[test]
fn a_payload_may_be_left_out() {
    let log = Log::default();
    let bench = bench(&log, secret());
    // It is not looked at, not even for whether it is there.
    for body in [
        r#"{"type":"bare","data":{"number":7}}"#,
        r#"{"type":"bare"}"#,
    ] {
        assert_eq!(
            bench.send(signed::<Orders>("/orders", body)).status,
            200,
            "{body}"
        );
        assert_eq!(log.take(), [r#"bare Some("bare")"#]);
    }
}

/// A state that was never given is found at the start, not at the first delivery.
#[test]
fn what_an_extractor_needs_is_checked_at_the_start() {
    let builder = Dispatcher::builder()
        .group::<Orders>(secret())
        .state(Log::default());
    let error = builder.build().unwrap_err();
    let mut texts: Vec<_> = error.problems().iter().map(ToString::to_string).collect();
    texts.sort();
    assert!(
        error
            .problems()
            .iter()
            .all(|problem| problem.kind() == ProblemKind::State),
        "{error}"
    );
    assert_eq!(texts.len(), 2, "{error}");
    assert!(
        texts
            .iter()
            .any(|text| text.contains("Accounts") && text.contains("extractors::named`"))
    );
    assert!(
        texts
            .iter()
            .any(|text| text.contains("`State<u32>`") && text.contains("extractors::order`"))
    );
}

/// While one secret replaces another, each delivery says which one signed it.
#[test]
fn the_key_that_matched_is_told() {
    let log = Log::default();
    let (old, new) = (Secret::new("old-secret"), Secret::new("new-secret"));
    let keys = Keyring::new()
        .with("2025", old.clone())
        .with("2026", new.clone());
    let bench = bench(&log, keys);
    let body = r#"{"type":"order","id":"1","account":"acme","data":{"number":7}}"#;
    for (secret, id) in [(&old, "2025"), (&new, "2026")] {
        let request = signed_with::<Orders>(secret, "/orders", body);
        let (reply, record) = bench.send_for_record(request);
        assert_eq!(reply.status, 200);
        assert_eq!(record.key_id().map(KeyId::as_str), Some(id));
        assert_eq!(log.take()[2], format!("true Some({id:?})"));
    }
    for other in ["older-secret", "OLD-SECRET", "2025"] {
        let request = signed_with::<Orders>(&Secret::new(other), "/orders", body);
        let (reply, record) = bench.send_for_record(request);
        assert_eq!((reply.status, record.key_id()), (401, None), "{other}");
    }
    assert_eq!(log.take(), Vec::<String>::new());
}

/// Unknown deliveries were signed as well.
#[test]
fn the_key_is_told_of_unknown_events_too() {
    let bench = bench(&Log::default(), Keyring::new().with("2026", secret()));
    let (_, record) = bench.send_for_record(signed::<Orders>("/orders", r#"{"type":"new"}"#));
    assert_eq!(record.outcome(), OutcomeKind::Unknown);
    assert_eq!(record.key_id().map(KeyId::as_str), Some("2026"));
    let (_, record) = bench.send_for_record(signed::<Orders>("/orders", "{"));
    assert_eq!(record.outcome(), OutcomeKind::Malformed);
    assert_eq!(record.key_id().map(KeyId::as_str), Some("2026"));
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/unsigned",
    id = "$request.header.X-Id",
    signature = none
)]
enum FromAnyone {
    #[event("order")]
    Order(Order),
}

#[on_event(group = "from_anyone", ty = Order)]
fn of_unsigned(_: Order, meta: Meta, State(log): State<Log>) {
    log.write(format!(
        "{:?} {} {:?}",
        meta.id(),
        meta.id_is_signed(),
        meta.key_id()
    ));
}

#[test]
fn nothing_is_signed_in_an_unsigned_group() {
    let log = Log::default();
    let bench = Bench::new(|builder| builder.group::<FromAnyone>(Unsigned).state(log.clone()));
    let mut request = post("/unsigned", r#"{"number":1}"#);
    request.headers_mut().insert("x-id", "e1".parse().unwrap());
    let (_, record) = bench.send_for_record(request);
    assert_eq!((record.id(), record.key_id()), (Some("e1"), None));
    assert_eq!(log.take(), [r#"Some("e1") false None"#]);
    assert_eq!(bench.send(post("/unsigned", r#"{"number":1}"#)).status, 200);
    assert_eq!(log.take(), ["None false None"]);
}

/// The time of receipt is the delivery's.
#[test]
fn the_time_of_receipt_is_kept() {
    let time = UNIX_EPOCH + Duration::from_micros(1_758_290_400_123_456);
    let delivery = Delivery::from(post("/orders", "{}")).with_received_at(time);
    assert_eq!(delivery.received_at(), time);
}
