//! What is answered and stored for one delivery, row by row.

use std::time::{Duration, UNIX_EPOCH};

use http_body_util::BodyExt as _;
use webhook_core::inbox::BodyDigest;
use webhook_core::verification::{KeyRequest, KeySource};
use webhook_core::{Keyring, Unsigned};

use super::*;
use OutcomeKind::{Accepted as Stored, Conflict, Duplicate, Ignored, Malformed, Rejected, Unknown};

#[test]
fn a_new_delivery_is_stored_and_acknowledged() {
    let fixture = Fixture::of::<Shop>();
    let text = body("paid", "\"evt_1\"", "a");
    let reply = fixture.reply(signed::<Shop>(&text));
    assert_eq!(reply.status(), 200);
    let reply = pollster_bytes(reply.into_body());
    assert_eq!(&reply[..], br#"{"received":true}"#);

    let record = fixture.last();
    assert_eq!(record.outcome(), Stored);
    assert_eq!(
        (record.event(), record.id(), record.handler()),
        (Some("paid"), Some("evt_1"), None)
    );
    let rows = fixture.table.rows();
    let [row] = &rows[..] else { panic!("{rows:?}") };
    let (delivery, key) = (row.incoming.delivery(), row.incoming.key().unwrap());
    assert_eq!(
        (delivery.group(), delivery.event(), delivery.id()),
        ("shop", "paid", Some("evt_1"))
    );
    assert_eq!(delivery.body(), text.as_bytes());
    assert!(delivery.id_is_signed() && delivery.received_at() > UNIX_EPOCH);
    assert_eq!((key.event(), key.id()), ("paid", "evt_1"));
    let digest = BodyDigest::of(text.as_bytes());
    assert_eq!(row.incoming.digest().as_bytes(), digest.as_bytes());
    assert!(!row.incoming.lacks_id() && !row.incoming.is_unknown());
    assert!(!row.incoming.runs_conflicts());

    // What was stored is recognised again.
    let recognised = delivery.danger_recognise_unchecked::<Shop>().unwrap();
    assert_eq!(recognised.claim_key().as_ref(), Some(key));
    assert!(matches!(recognised.parse(), Ok(Shop::Paid(_))));
}

fn pollster_bytes(body: Full<Bytes>) -> Bytes {
    let mut body = std::pin::pin!(body.collect());
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match body.as_mut().poll(&mut context) {
        std::task::Poll::Ready(Ok(body)) => body.to_bytes(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_repetition_is_a_duplicate_and_another_body_a_conflict() {
    let fixture = Fixture::of::<Shop>();
    let send = |event, id, note| fixture.send::<Shop>(&body(event, id, note));
    assert_eq!(send("paid", "\"1\"", "a"), (200, Stored));
    assert_eq!(send("paid", "\"1\"", "a"), (200, Duplicate));
    assert_eq!(send("paid", "\"1\"", "b"), (200, Conflict));
    // Another event, and a number, are other ids.
    assert_eq!(send("shipped", "\"1\"", "a"), (200, Stored));
    assert_eq!(send("paid", "1", "a"), (200, Stored));
    let states = fixture.table.states();
    assert_eq!(
        states,
        [State::Queued, State::Conflict, State::Queued, State::Queued]
    );

    for row in &mut *fixture.table.0.lock().unwrap() {
        row.state = State::Dead;
    }
    assert_eq!(send("paid", "\"1\"", "c"), (200, Stored));
    assert_eq!(fixture.table.states()[0], State::Queued);
}

#[test]
fn a_delivery_without_an_id_is_new_each_time() {
    let fixture = Fixture::of::<Shop>();
    for id in ["null", "\" \"", "true", "null"] {
        assert_eq!(fixture.send::<Shop>(&body("paid", id, "a")), (200, Stored));
    }
    let rows = fixture.table.rows();
    assert_eq!(rows.len(), 4);
    for row in rows {
        assert!(row.incoming.lacks_id() && row.incoming.key().is_none());
    }
}

/// Whether the payload fits is found out by the run: the sender cannot mend it. The rest is refused as in other groups.
#[test]
fn only_what_verifies_is_known_and_needs_a_handler_is_stored() {
    let fixture = Fixture::of::<Shop>();
    let send = |body: &str| fixture.send::<Shop>(body);
    assert_eq!(send(&body("viewed", "1", "a")), (200, Ignored));
    assert_eq!(send(&body("new", "1", "a")), (200, Unknown));
    for text in ["", "{", "[]", r#"{"type":["paid"]}"#, r#"{"type":"paid""#] {
        assert_eq!(send(text), (400, Malformed), "{text}");
    }
    let mut forged = signed::<Shop>(&body("paid", "1", "a"));
    *forged.body_mut() = Full::new(Bytes::from(body("paid", "1", "b")));
    assert_eq!(fixture.reply(forged).status(), 401);
    assert_eq!(fixture.last().outcome(), Rejected);
    assert!(fixture.table.rows().is_empty());

    assert_eq!(send(r#"{"type":"paid","id":2,"data":[]}"#), (200, Stored));
    assert_eq!(fixture.table.rows().len(), 1);
}

#[test]
fn a_body_that_is_not_json_is_not_stored_if_only_headers_name_the_event() {
    let fixture = Fixture::of::<ByHeader>();
    let send = |id: &str, text: &str| {
        let mut request = Request::post("/by-header")
            .header("X-Event", "paid")
            .header("X-Id", id)
            .body(Bytes::from(text.to_owned()))
            .unwrap();
        let scheme = ByHeader::DESCRIPTOR.scheme().unwrap();
        scheme.sign(&Secret::new(SECRET), &mut request).unwrap();
        let reply = fixture.reply(request.map(Full::new));
        (reply.status().as_u16(), fixture.last().outcome())
    };
    for text in ["", "{", "nothing", "{}}", "\u{1}"] {
        assert_eq!(send("1", text), (400, Malformed), "{text}");
    }
    assert_eq!(send("1", "{}"), (200, Stored));
    assert_eq!(send("1", "{}"), (200, Duplicate));
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/by-header",
    discriminator = "$request.header.X-Event",
    id = "$request.header.X-Id",
    durable(conflict = run),
    danger_unsigned_discriminator,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum ByHeader {
    #[event("paid")]
    Paid(serde_json::Value),
}

#[on_event(group = "by_header", ty = serde_json::Value)]
fn by_header(_: serde_json::Value) {
    CALLS.fetch_add(1, Ordering::Relaxed);
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/digest",
    discriminator = "/type",
    durable(key = digest),
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum ByDigest {
    #[event("paid")]
    Paid,
}

#[on_event(group = "by_digest", event = "paid")]
fn by_digest() {
    CALLS.fetch_add(1, Ordering::Relaxed);
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/each",
    discriminator = "/type",
    durable(key = each),
    signature = none,
    danger_store_unsigned
)]
enum Each {
    #[event("paid")]
    Paid,
}

#[on_event(group = "each", event = "paid")]
fn each() {
    CALLS.fetch_add(1, Ordering::Relaxed);
}

#[test]
fn a_group_without_ids_says_what_a_repetition_is() {
    let fixture = Fixture::of::<ByDigest>();
    let (one, other) = (r#"{"type":"paid"}"#, r#"{"type":"paid","n":1}"#);
    let outcomes = [one, one, other].map(|body| fixture.send::<ByDigest>(body).1);
    assert_eq!(outcomes, [Stored, Duplicate, Stored]);
    let rows = fixture.table.rows();
    assert!(rows[0].incoming.key().unwrap().is_digest());

    let fixture = Fixture::new(|builder| builder.group::<Each>(Unsigned));
    let outcomes = [one, one].map(|body| fixture.send::<Each>(body).1);
    assert_eq!(outcomes, [Stored, Stored]);
    let rows = fixture.table.rows();
    let keys = rows.iter().map(|row| row.incoming.key());
    assert!(keys.clone().all(|key| key.is_none()));
    assert!(rows.iter().all(|row| !row.incoming.lacks_id()));
}

#[test]
fn a_group_may_run_what_has_the_id_of_another() {
    let fixture = Fixture::of::<ByHeader>();
    let mut request = Request::post("/by-header")
        .header("X-Event", "paid")
        .header("X-Id", "1")
        .body(Bytes::from("{}"))
        .unwrap();
    let scheme = ByHeader::DESCRIPTOR.scheme().unwrap();
    scheme.sign(&Secret::new(SECRET), &mut request).unwrap();
    fixture.reply(request.map(Full::new));
    assert!(fixture.table.rows()[0].incoming.runs_conflicts());
}

/// Only headers that recognising reads and those that the group lists are kept.
#[test]
fn listed_headers_are_stored_and_no_others() {
    let fixture = Fixture::of::<Shop>();
    fixture.send::<Shop>(&body("paid", "1", "a"));
    let rows = fixture.table.rows();
    let row = serde_json::to_value(rows[0].incoming.delivery()).unwrap();
    assert_eq!(row["headers"], serde_json::json!([["x-region", "eu"]]));
}

#[test]
fn a_store_that_is_away_is_answered_503() {
    let fixture = |accept: Accept| {
        let recent = Arc::new(RecentDeliveries::new(1));
        let builder = Dispatcher::builder()
            .inbox(accept)
            .group::<Shop>(Secret::new(SECRET));
        let dispatcher = builder.observer(Arc::clone(&recent)).build().unwrap();
        let request = signed::<Shop>(&body("paid", "1", "a"));
        let reply = dispatcher.dispatch_blocking(request);
        let after = reply.headers().get("retry-after").cloned();
        let after = after.map(|after| after.to_str().unwrap().to_owned());
        let outcome = recent.last().pop().unwrap().outcome();
        (reply.status().as_u16(), after, outcome)
    };
    let away = |after: &str| (503, Some(after.to_owned()), OutcomeKind::Unavailable);
    let locked = || Unavailable::new("locked").with_retry_after(Duration::from_secs(2));
    assert_eq!(fixture(Accept(Box::new(move || Err(locked())))), away("2"));
    let full = || Unavailable::new("the disk is full");
    assert_eq!(fixture(Accept(Box::new(move || Err(full())))), away("10"));
    // A store that answers for more or fewer deliveries than it got has stored something else.
    assert_eq!(fixture(Accept(Box::new(|| Ok(Vec::new())))), away("10"));
    let two = || Ok(vec![Accepted::New; 2]);
    assert_eq!(fixture(Accept(Box::new(two))), away("10"));
    let panics = || panic!("the pool is gone");
    let panicked = (500, None, OutcomeKind::Panicked);
    assert_eq!(fixture(Accept(Box::new(panics))), panicked);
}

struct Accept(Box<dyn Fn() -> Result<Vec<Accepted>, Unavailable> + Send + Sync>);

impl Intake for Accept {
    fn accept(&self, _: Vec<Incoming>) -> BoxFuture<'_, Result<Vec<Accepted>, Unavailable>> {
        Box::pin(async { (self.0)() })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn copies_at_one_instant_are_stored_once() {
    let fixture = Fixture::of::<Shop>();
    let barrier = Arc::new(tokio::sync::Barrier::new(64));
    let copies = (0..64).map(|_| {
        let (dispatcher, barrier) = (fixture.dispatcher.clone(), Arc::clone(&barrier));
        tokio::spawn(async move {
            let request = signed::<Shop>(&body("paid", "1", "a"));
            barrier.wait().await;
            dispatcher.dispatch(request).await.status()
        })
    });
    for copy in copies.collect::<Vec<_>>() {
        assert_eq!(copy.await.unwrap(), 200);
    }
    assert_eq!(fixture.table.states(), [State::Queued]);
    let records = fixture.recent.last();
    let stored = records.iter().filter(|record| record.outcome() == Stored);
    assert_eq!((stored.count(), records.len()), (1, 64));
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/asked",
    discriminator = "/type",
    id = "/id",
    durable,
    max_body = 100,
    reply(ok = 202),
    signature(algorithm = "hmac-sha256", header = "X-Signature"),
    handshake(method = "OPTIONS", token = "$request.header.X-Token")
)]
enum Asked {
    #[event("paid")]
    Paid,
}

#[on_event(group = "asked", event = "paid")]
fn asked() {
    CALLS.fetch_add(1, Ordering::Relaxed);
}

/// The rest of a group is as in any other: limits, handshakes, keys that are looked up, owners and replies.
#[test]
fn what_surrounds_a_delivery_is_as_in_any_group() {
    let table = Table::default();
    let acme = Keyring::from(Secret::new(SECRET)).owner("acme");
    let dispatcher = Dispatcher::builder()
        .inbox(Arc::new(table.clone()))
        .group::<Asked>(Looked(Arc::new(acme)))
        .handshake_token::<Asked>(Secret::new("the token of the handshake"))
        .build()
        .unwrap();
    let status = |request| dispatcher.dispatch_blocking(request).status();
    let text = r#"{"type":"paid","id":7}"#;
    assert_eq!(status(signed::<Asked>(text)), 202);
    assert_eq!(status(signed::<Asked>(text)), 202);
    assert_eq!(status(signed::<Asked>(&" ".repeat(101))), 413);
    let mut other = signed::<Asked>(text);
    let form = "application/x-www-form-urlencoded".parse().unwrap();
    other.headers_mut().insert("content-type", form);
    assert_eq!(status(other), 415);
    let question = Request::builder()
        .method("OPTIONS")
        .uri("/asked")
        .header("X-Token", "the token of the handshake");
    let question = question.body(Full::default()).unwrap();
    assert_eq!(status(question), 200);

    let rows = table.rows();
    let [row] = &rows[..] else { panic!("{rows:?}") };
    assert_eq!(row.incoming.key().unwrap().owner(), "acme");
    assert_eq!(row.incoming.delivery().owner(), "acme");
}

struct Looked(Arc<Keyring>);

impl KeySource for Looked {
    fn keyring<'a>(
        &'a self,
        _: KeyRequest<'a>,
    ) -> BoxFuture<'a, Result<Option<Arc<Keyring>>, Failure>> {
        Box::pin(async { Ok(Some(Arc::clone(&self.0))) })
    }
}
