//! Running deliveries that were stored: by the name of the group, with what the store adds, and told as runs.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{Extensions, Request};
use serde::Deserialize;
use webhook_core::extract::{Attempt, Context, FromDelivery, Item};
use webhook_core::inbox::ClaimKey;
use webhook_core::observe::{RecentDeliveries, RecordKind};
use webhook_core::outcome::OutcomeKind;
use webhook_core::{
    Delivery, Dispatcher, EventGroup, Failure, Keyring, Meta, Secret, State, StoredDelivery,
    UnknownEvent, on_event,
};

use crate::log::logged;

const SECRET: &str = "your-shared-secret";

#[derive(Debug, Deserialize)]
struct Job {
    how: String,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/stored_runs",
    discriminator = "/type",
    payload = "/data",
    id = "/id",
    deadline = "30ms",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum StoredRuns {
    #[event("job")]
    Job(Job),
}

/// What an extractor of the program's finds beside the delivery.
#[derive(Clone, Debug, PartialEq)]
struct Ticket(u32);

impl FromDelivery for Ticket {
    type Rejection = Failure;

    fn from_delivery(context: &Context<'_>) -> Result<Self, Failure> {
        let ticket = context.extension::<Self>().cloned();
        ticket.ok_or_else(|| Failure::new("no ticket"))
    }
}

/// Attempts, keys, replays, tickets, ids of keys, owners and items, as a handler saw them.
type Seen = Arc<Mutex<Vec<(u32, Option<String>, bool, u32, String, Option<Item>)>>>;

#[on_event(group = "stored_runs", ty = Job)]
async fn job(
    job: Job,
    attempt: Attempt,
    ticket: Ticket,
    meta: Meta,
    State(seen): State<Seen>,
) -> Result<(), Failure> {
    let key = meta.key_id().unwrap();
    let key = format!("{key} of {}", key.owner());
    let attempt = (
        attempt.number(),
        attempt.key().map(str::to_owned),
        attempt.is_replay(),
        ticket.0,
        key,
        meta.item(),
    );
    seen.lock().unwrap().push(attempt);
    match job.how.as_str() {
        "work" => Ok(()),
        "fail" => Err(Failure::new("not yet")),
        "panic" => panic!("the handler's own panic"),
        _ => std::future::pending().await,
    }
}

fn keyring() -> Keyring {
    Keyring::from(Secret::new(SECRET)).owner("acme")
}

fn dispatcher(seen: &Seen, recent: &Arc<RecentDeliveries>) -> Dispatcher {
    Dispatcher::builder()
        .group::<StoredRuns>(keyring())
        .state(Arc::clone(seen))
        .observer(Arc::clone(recent))
        .build()
        .unwrap()
}

fn signed(body: &str) -> Request<Bytes> {
    let mut request = Request::post("/stored_runs")
        .body(Bytes::from(body.to_owned()))
        .unwrap();
    let scheme = StoredRuns::DESCRIPTOR.scheme().unwrap();
    scheme.sign(&Secret::new(SECRET), &mut request).unwrap();
    request
}

fn stored(body: &str) -> StoredDelivery {
    let delivery = Delivery::from(signed(body));
    let verified = StoredRuns::verify(delivery, &keyring()).unwrap();
    StoredRuns::recognise(verified).unwrap().store(&[])
}

fn body(how: &str, id: &str) -> String {
    format!(r#"{{"type":"job","id":{id},"data":{{"how":"{how}"}}}}"#)
}

fn beside(attempt: Option<Attempt>) -> Extensions {
    let mut extensions = Extensions::new();
    extensions.insert(Ticket(7));
    if let Some(attempt) = attempt {
        extensions.insert(attempt);
    }
    extensions
}

#[tokio::test]
async fn each_end_of_a_handler_is_an_outcome() {
    let (seen, recent) = (Seen::default(), Arc::new(RecentDeliveries::new(10)));
    let dispatcher = dispatcher(&seen, &recent);
    for (how, kind) in [
        ("work", OutcomeKind::Handled),
        ("fail", OutcomeKind::Failed),
        ("panic", OutcomeKind::Panicked),
        ("hang", OutcomeKind::TimedOut),
    ] {
        let stored = stored(&body(how, r#""1""#));
        let outcome = dispatcher.run_stored(&stored, beside(None)).await;
        assert_eq!(outcome.kind(), kind, "{how}");
        let record = recent.last().pop().unwrap();
        assert_eq!((record.kind(), record.outcome()), (RecordKind::Run, kind));
        assert_eq!(
            (
                record.event(),
                record.id(),
                record.key_id().map(|key| key.owner().to_owned())
            ),
            (Some("job"), Some("1"), Some("acme".to_owned()))
        );
    }
    assert_eq!(seen.lock().unwrap().len(), 4);
}

/// The key of an attempt is that of the delivery, in whatever way it is run.
#[tokio::test]
async fn an_attempt_has_its_number_and_the_key_of_its_delivery() {
    let (seen, recent) = (Seen::default(), Arc::new(RecentDeliveries::new(10)));
    let dispatcher = dispatcher(&seen, &recent);
    let key = |id: &str| ClaimKey::new("stored_runs", "job", id).with_owner("acme");
    let text = key("7").effect_key();
    assert!(text.len() == 67 && text.starts_with("wh_") && text.is_ascii());

    let mut request = signed(&body("work", r#""7""#));
    request.extensions_mut().insert(Ticket(1));
    let inline = dispatcher
        .dispatch(request.map(http_body_util::Full::new))
        .await;
    assert_eq!(inline.status(), 200);
    assert_eq!(recent.last().pop().unwrap().kind(), RecordKind::Delivery);
    dispatcher
        .run_stored(&stored(&body("work", r#""7""#)), beside(None))
        .await;
    dispatcher
        .run_stored(&stored(&body("work", "7")), beside(None))
        .await;
    dispatcher
        .run_stored(&stored(&body("work", "null")), beside(None))
        .await;
    let replay = Attempt::new(3, "a key of the store").as_replay();
    dispatcher
        .run_stored(&stored(&body("work", "7")), beside(Some(replay)))
        .await;

    let seen = std::mem::take(&mut *seen.lock().unwrap());
    let row = |number, key: Option<String>, replay, ticket| {
        (number, key, replay, ticket, "1 of acme".to_owned(), None)
    };
    let number = seen[2].1.clone().unwrap();
    assert!(number != text && number.len() == 67, "{number}");
    assert_eq!(
        seen,
        [
            row(1, Some(text.clone()), false, 1),
            row(1, Some(text), false, 7),
            row(1, Some(number), false, 7),
            row(1, None, false, 7),
            row(3, Some("a key of the store".to_owned()), true, 7),
        ]
    );
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/elsewhere",
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Elsewhere {
    #[event("job", ignore)]
    Job,
}

#[on_event(group = "elsewhere", ty = UnknownEvent)]
fn unknown(_: UnknownEvent) {}

/// What a store holds may be older or newer than the program.
#[tokio::test]
async fn what_the_program_does_not_have_is_said_so() {
    let recent = Arc::new(RecentDeliveries::new(10));
    let dispatcher = dispatcher(&Seen::default(), &recent);
    let stored = stored(&body("work", r#""1""#));
    let json = serde_json::to_string(&stored).unwrap();
    let changed = |from: &str, to: &str| {
        let text = json.replace(from, to);
        assert_ne!(text, json);
        serde_json::from_str::<StoredDelivery>(&text).unwrap()
    };

    let other = changed(r#""group":"stored_runs""#, r#""group":"renamed""#);
    let outcome = dispatcher.run_stored(&other, beside(None)).await;
    assert_eq!(outcome.kind(), OutcomeKind::Unhandled);

    let odd = changed(r#""method":"POST""#, r#""method":"P O S T""#);
    let outcome = dispatcher.run_stored(&odd, beside(None)).await;
    assert_eq!(outcome.kind(), OutcomeKind::Malformed);

    let elsewhere = Dispatcher::builder()
        .group::<Elsewhere>(keyring())
        .build()
        .unwrap();
    let mut ping = Request::post("/")
        .body(Bytes::from(r#"{"type":"job"}"#))
        .unwrap();
    let scheme = Elsewhere::DESCRIPTOR.scheme().unwrap();
    scheme.sign(&Secret::new(SECRET), &mut ping).unwrap();
    let verified = Elsewhere::verify(Delivery::from(ping), &keyring()).unwrap();
    let ignored = Elsewhere::recognise(verified).unwrap().store(&[]);
    let outcome = elsewhere.run_stored(&ignored, Extensions::new()).await;
    assert_eq!(outcome.kind(), OutcomeKind::Ignored);
    let json = serde_json::to_string(&ignored).unwrap();
    assert!(json.contains("eyJ0eXBlIjoiam9iIn0="), "{json}");
    let newer = json.replace("eyJ0eXBlIjoiam9iIn0=", "eyJ0eXBlIjoibmV3In0=");
    let newer: StoredDelivery = serde_json::from_str(&newer).unwrap();
    let outcome = elsewhere.run_stored(&newer, Extensions::new()).await;
    assert_eq!(outcome.kind(), OutcomeKind::Handled, "by `unknown`");
}

#[test]
fn a_run_has_a_line_of_its_own() {
    let recent = Arc::new(RecentDeliveries::new(10));
    let dispatcher = dispatcher(&Seen::default(), &recent);
    let stored = stored(&body("fail", r#""1""#));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    let received = stored.received_at();
    let log = logged(|| drop(runtime.block_on(dispatcher.run_stored(&stored, beside(None)))));
    assert!(log.contains("run") && log.contains("not yet"), "{log}");
    assert!(!log.contains("delivery"), "{log}");
    let record = recent.last().pop().unwrap();
    assert_eq!(record.received_at(), received);
    assert!(SystemTime::now().duration_since(received).unwrap() < Duration::from_mins(1));
    let json = serde_json::to_value(&*record).unwrap();
    assert_eq!(json["kind"], "run");
}

/// The items share the id of their delivery.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/lots",
    each = "/lots",
    discriminator = "/type",
    id = "$request.header.X-Id",
    idempotent,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Lots {
    #[event("sold")]
    Sold(Sold),
}

#[derive(Debug, Deserialize)]
struct Sold {}

/// One delivery can come twice in it, and is told by its body.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/digests",
    discriminator = "/type",
    idempotent = digest,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Digests {
    #[event("sold")]
    Sold(Sold),
}

type Keys = Arc<Mutex<Vec<Option<String>>>>;

#[expect(
    clippy::needless_pass_by_value,
    reason = "handlers take arguments by value"
)]
#[on_event(group = "lots", ty = Sold)]
fn sold(_: Sold, attempt: Attempt, State(keys): State<Keys>) {
    keys.lock().unwrap().push(attempt.key().map(str::to_owned));
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "handlers take arguments by value"
)]
#[on_event(group = "digests", ty = Sold)]
fn digested(_: Sold, attempt: Attempt, State(keys): State<Keys>) {
    keys.lock().unwrap().push(attempt.key().map(str::to_owned));
}

/// An effect of one item must not be taken for that of another.
#[test]
fn the_key_of_an_attempt_is_that_of_the_claim() {
    let keys = Keys::default();
    let dispatcher = Dispatcher::builder()
        .group::<Lots>(keyring())
        .group::<Digests>(keyring())
        .state(Arc::clone(&keys))
        .build()
        .unwrap();
    let request = |path: &str, body: &'static str| {
        let mut request = Request::post(path)
            .header("x-id", "7")
            .body(Bytes::from_static(body.as_bytes()))
            .unwrap();
        let scheme = StoredRuns::DESCRIPTOR.scheme().unwrap();
        scheme.sign(&Secret::new(SECRET), &mut request).unwrap();
        request
    };
    let lots = request("/lots", r#"{"lots":[{"type":"sold"},{"type":"sold"}]}"#);
    let digest = request("/digests", r#"{"type":"sold"}"#);
    let verified = Lots::verify(Delivery::from(lots.clone()), &keyring()).unwrap();
    let mut expected: Vec<_> = Lots::items(&verified)
        .unwrap()
        .into_iter()
        .map(|item| Lots::recognise(item).unwrap().claim_key())
        .collect();
    let verified = Digests::verify(Delivery::from(digest.clone()), &keyring()).unwrap();
    expected.push(Digests::recognise(verified).unwrap().claim_key());
    let expected: Vec<_> = expected
        .iter()
        .map(|key| Some(key.as_ref().unwrap().effect_key()))
        .collect();
    for request in [lots, digest] {
        let reply = dispatcher.dispatch_blocking(request.map(http_body_util::Full::new));
        assert_eq!(reply.status(), 200);
    }
    assert_eq!(*keys.lock().unwrap(), expected);
    assert_ne!(expected[0], expected[1]);
}
