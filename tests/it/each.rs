//! One request, many events.
#![expect(clippy::needless_pass_by_value, reason = "a handler owns its payload")]

mod levels;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use webhook_core::extract::{HeaderMap, RawBody};
use webhook_core::group::Unrecognised;
use webhook_core::observe::RecentDeliveries;
use webhook_core::outcome::OutcomeKind;
use webhook_core::{
    Delivery, Dispatcher, EventGroup, Failure, Meta, Secret, State, UnknownEvent, Unsigned,
    Verified, on_event,
};

#[derive(Debug, serde::Deserialize)]
pub(crate) struct Step {
    number: u8,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/batches",
    each = "/events",
    discriminator = "$item#/type",
    payload = "$item#/data",
    id = "/id",
    max_body = 2000000,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub(crate) enum Batches {
    #[event("step")]
    Step(Step),
    #[event("step", when("/urgent"))]
    Urgent(Step),
    #[event("ignored", ignore)]
    Ignored,
    #[event("look")]
    Look,
}

/// An array at the root, without a name of the event: told apart by structure, as `SendGrid` and others do.
#[derive(Debug, EventGroup)]
#[event_group(path = "/roots", each = "$request.body", signature = none)]
pub(crate) enum Roots {
    #[event("step")]
    Step(Step),
}

#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

#[on_event(group = "batches", ty = Batches)]
async fn step(
    event: Batches,
    meta: Meta,
    RawBody(raw): RawBody,
    State(seen): State<Seen>,
) -> Result<(), Failure> {
    let (Batches::Step(step) | Batches::Urgent(step)) = event else {
        return Ok(());
    };
    let item = meta.item().ok_or_else(|| Failure::new("no item"))?;
    let line = format!(
        "{} {}/{} {:?} {}",
        step.number,
        item.index,
        item.count,
        meta.id(),
        raw.len()
    );
    tokio::task::yield_now().await;
    seen.0.lock().unwrap().push(line);
    match step.number {
        90 => Err(Failure::new("failed")),
        91 => Err(Failure::retry(Duration::from_secs(5))),
        92 => Err(Failure::retry(Duration::from_secs(9))),
        93 => Err(Failure::permanent()),
        94 => panic!("the handler's own panic"),
        _ => Ok(()),
    }
}

#[on_event(group = "batches", event = "look")]
fn look(meta: Meta, State(seen): State<Seen>) {
    let lines: Vec<_> = meta
        .earlier_items()
        .map(|item| format!("{:?} {}", item.event(), item.outcome()))
        .collect();
    seen.0
        .lock()
        .unwrap()
        .push(format!("look {}", lines.join(", ")));
}

#[on_event(group = "batches", ty = UnknownEvent)]
fn unknown(event: UnknownEvent, State(seen): State<Seen>) {
    seen.0
        .lock()
        .unwrap()
        .push(format!("unknown {:?}", event.values()));
}

#[on_event(group = "roots", ty = Step)]
fn root(step: Step, headers: HeaderMap, State(seen): State<Seen>) {
    seen.0
        .lock()
        .unwrap()
        .push(format!("root {} {}", step.number, headers.len()));
}

fn signed(body: &str) -> Request<Bytes> {
    let mut request = Request::post("/batches")
        .body(Bytes::from(body.to_owned()))
        .unwrap();
    Batches::DESCRIPTOR
        .scheme()
        .unwrap()
        .sign(&Secret::new("a secret"), &mut request)
        .unwrap();
    request
}

struct Answered {
    reply: Response<Full<Bytes>>,
    seen: Vec<String>,
    outcomes: Vec<OutcomeKind>,
    delivery: OutcomeKind,
}

async fn send(request: Request<Bytes>) -> Answered {
    let (seen, recent) = (Seen::default(), Arc::new(RecentDeliveries::new(10)));
    let dispatcher = Dispatcher::builder()
        .group::<Batches>(Secret::new("a secret"))
        .group::<Roots>(Unsigned)
        .state(seen.clone())
        .observer(recent.clone())
        .build()
        .unwrap();
    let reply = dispatcher.dispatch(request.map(Full::new)).await;
    assert_eq!(recent.total(), 1, "one record for one request");
    let record = recent.last().remove(0);
    let seen = seen.0.lock().unwrap().clone();
    let outcomes = record
        .items()
        .iter()
        .map(webhook_core::observe::ItemRecord::outcome)
        .collect();
    Answered {
        reply,
        seen,
        outcomes,
        delivery: record.outcome(),
    }
}

async fn batch(items: &[&str]) -> Answered {
    send(signed(&format!(
        r#"{{"sender":"x","events":[{}]}}"#,
        items.join(" , ")
    )))
    .await
}

fn numbered(number: u8) -> String {
    format!(r#"{{"type":"step","data":{{"number":{number}}}}}"#)
}

#[tokio::test]
async fn each_item_is_handled_in_its_order() {
    let answered = batch(&[
        r#"{"type":"step","id":"a","data":{"number":1}}"#,
        r#"{"type":"step","urgent":true,"id":"b","data":{"number":2}}"#,
        r#"{"type":"ignored"}"#,
        r#"{"type":"other"}"#,
        r#"{"type":"step","data":{"number":3}}"#,
    ])
    .await;
    assert_eq!(answered.reply.status(), 200);
    let expected = [
        r#"1 0/5 Some("a") 44"#,
        r#"2 1/5 Some("b") 58"#,
        r#"unknown ["other"]"#,
        "3 4/5 None 35",
    ];
    assert_eq!(answered.seen, expected);
    let (handled, ignored) = (OutcomeKind::Handled, OutcomeKind::Ignored);
    assert_eq!(
        answered.outcomes,
        [handled, handled, ignored, handled, handled]
    );
}

#[tokio::test]
async fn a_bad_item_hides_no_neighbour() {
    for (bad, kind, status) in [
        ("7", OutcomeKind::Malformed, 400),
        ("null", OutcomeKind::Malformed, 400),
        ("[]", OutcomeKind::Malformed, 400),
        ("{}", OutcomeKind::Malformed, 400),
        (r#"{"type":null}"#, OutcomeKind::Malformed, 400),
        (
            r#"{"type":"step","type":"step"}"#,
            OutcomeKind::Malformed,
            400,
        ),
        (
            r#"{"type":"step","data":{"number":"1"}}"#,
            OutcomeKind::InvalidPayload,
            422,
        ),
        (r#"{"type":"step"}"#, OutcomeKind::InvalidPayload, 422),
        (&numbered(93), OutcomeKind::Permanent, 422),
        (&numbered(90), OutcomeKind::Failed, 500),
        (&numbered(94), OutcomeKind::Panicked, 500),
        (&numbered(91), OutcomeKind::Retry, 503),
    ] {
        let answered = batch(&[&numbered(1), bad, &numbered(2)]).await;
        assert_eq!(answered.reply.status(), status, "{bad}");
        assert_eq!(
            answered.outcomes,
            [OutcomeKind::Handled, kind, OutcomeKind::Handled],
            "{bad}"
        );
        assert_eq!(answered.delivery, kind);
        assert!(
            answered.seen.first().unwrap().starts_with("1 ")
                && answered.seen.last().unwrap().starts_with("2 ")
        );
    }
}

#[tokio::test]
async fn the_reply_is_that_of_the_item_that_needs_it_most() {
    let reply = async |numbers: &[u8]| {
        let items: Vec<_> = numbers.iter().map(|number| numbered(*number)).collect();
        let items: Vec<_> = items.iter().map(String::as_str).collect();
        let reply = batch(&items).await.reply;
        let after = reply
            .headers()
            .get("retry-after")
            .map(|after| after.to_str().unwrap().to_owned());
        (reply.status().as_u16(), after)
    };
    assert_eq!(
        reply(&[90, 92, 91, 93, 94]).await,
        (503, Some("9".into())),
        "a retry first, and the longest wait"
    );
    assert_eq!(
        reply(&[93, 90, 1]).await,
        (500, None),
        "then what a retry may mend"
    );
    assert_eq!(reply(&[1, 93]).await, (422, None), "then what it cannot");
    assert_eq!(reply(&[]).await, (200, None), "nothing is no failure");
}

#[tokio::test]
async fn without_an_array_the_delivery_is_malformed() {
    for body in [
        "{}",
        r#"{"events":{}}"#,
        r#"{"events":null}"#,
        "[]",
        r#"{"events":[{"type":"step"]}"#,
        "",
    ] {
        let answered = send(signed(body)).await;
        assert_eq!(
            (answered.reply.status().as_u16(), answered.delivery),
            (400, OutcomeKind::Malformed),
            "{body}"
        );
        assert!(answered.outcomes.is_empty());
    }
    let mut forged = signed(r#"{"events":[]}"#);
    *forged.body_mut() = Bytes::from(r#"{"events":[ ]}"#);
    assert_eq!(send(forged).await.reply.status(), 401);
}

#[tokio::test]
async fn a_root_array_is_one_too() {
    let request = |body: &'static str| Request::post("/roots").body(Bytes::from(body)).unwrap();
    let answered = send(request(r#"[{"number":1},{"number":"x"},{"number":3}]"#)).await;
    assert_eq!(answered.seen, ["root 1 0", "root 3 0"]);
    assert_eq!(
        answered.outcomes,
        [
            OutcomeKind::Handled,
            OutcomeKind::Unknown,
            OutcomeKind::Handled
        ]
    );
    assert_eq!(answered.reply.status(), 200);
    assert_eq!(send(request(r#"{"number":1}"#)).await.reply.status(), 400);
}

/// Each handler sees what became of the items before its own.
#[tokio::test]
async fn meta_knows_the_items_before() {
    let answered = batch(&[
        &numbered(1),
        &numbered(90),
        r#"{"type":"other"}"#,
        "7",
        r#"{"type":"look","id":"x"}"#,
    ])
    .await;
    let look = answered.seen.last().unwrap();
    let expected = "Some(\"step\") handled, Some(\"step\") failed, None handled, None malformed";
    assert_eq!(look, &format!("look {expected}"));
    assert_eq!(answered.outcomes.len(), 5);
}

/// Step by step, as a queue would: the items are deliveries, and come back out of a store.
#[test]
fn items_can_be_taken_apart_by_hand() {
    let request =
        signed(r#"{"events":[{"type":"step","id":"a","data":{"number":1}},{"type":"other"}]}"#);
    let keys = Secret::new("a secret").into();
    let whole: Verified<Delivery> = Batches::verify(Delivery::from(request), &keys).unwrap();
    assert!(matches!(
        Batches::recognise(whole.clone()),
        Err(Unrecognised::Malformed(_))
    ));
    let mut items = Batches::items(&whole).unwrap();
    assert_eq!(items.len(), 2);
    assert!(matches!(
        Batches::recognise(items.remove(1)),
        Err(Unrecognised::Unknown(_))
    ));
    let first = Batches::recognise(items.remove(0)).unwrap();
    assert_eq!((first.event(), first.id()), ("step", Some("a")));
    let again = first
        .store(&[])
        .danger_recognise_unchecked::<Batches>()
        .unwrap();
    assert!(matches!(
        again.parse().unwrap(),
        Batches::Step(Step { number: 1 })
    ));
}
