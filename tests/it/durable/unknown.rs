//! Events that a group does not know: `durable(unknown)` keeps them for a later version of the program.

use webhook_core::UnknownEvent;

use super::*;

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/kept",
    discriminator = "/type",
    id = "/id",
    durable(unknown),
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Kept {
    #[event("paid")]
    Paid,
}

/// The version that is deployed later.
#[derive(Debug, EventGroup)]
#[event_group(
    name = "kept",
    discriminator = "/type",
    id = "/id",
    durable(unknown),
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Later {
    #[event("refunded")]
    Refunded,
}

#[on_event(group = "kept", event = "paid")]
fn kept() {
    CALLS.fetch_add(1, Ordering::Relaxed);
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/told",
    discriminator = "/type",
    id = "/id",
    durable,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Told {
    #[event("paid")]
    Paid,
}

#[on_event(group = "told", event = "paid")]
fn told() {
    CALLS.fetch_add(1, Ordering::Relaxed);
}

static UNKNOWN: AtomicUsize = AtomicUsize::new(0);

#[on_event(group = "told", ty = UnknownEvent)]
async fn unknown(_: UnknownEvent) -> Result<(), Failure> {
    UNKNOWN.fetch_add(1, Ordering::Relaxed);
    std::future::ready(()).await;
    Err(Failure::new("not for long"))
}

#[test]
fn an_unknown_event_is_kept_for_a_later_version() {
    let fixture = Fixture::of::<Kept>();
    // Ids are unique only among the deliveries of one event.
    let bodies = ["refunded", "refunded", "moved"].map(|ty| format!(r#"{{"type":"{ty}","id":7}}"#));
    for body in &bodies {
        let sent = fixture.send::<Kept>(body);
        assert_eq!(sent, (200, OutcomeKind::Unknown));
    }
    let record = fixture.last();
    assert_eq!((record.event(), record.id()), (None, Some("7")));
    assert_eq!(fixture.table.states(), [State::Unknown, State::Unknown]);
    assert_eq!(fixture.table.events(), ["", ""]);
    let rows = fixture.table.rows();
    let row = &rows[0].incoming;
    assert!(row.is_unknown() && row.key().unwrap().is_digest());
    assert_eq!(row.delivery().id(), Some("7"));
    assert!(matches!(
        row.delivery().danger_recognise_unchecked::<Kept>(),
        Err(webhook_core::group::Unrecognised::Unknown(_))
    ));
    let later = row.delivery().danger_recognise_unchecked::<Later>();
    let later = later.unwrap();
    assert_eq!(later.event(), "refunded");
    assert_eq!(later.claim_key().unwrap().id(), "number:7");
    assert!(matches!(later.parse(), Ok(Later::Refunded)));
}

#[test]
fn an_unknown_event_that_cannot_be_kept_is_repeated() {
    struct Away;
    impl Intake for Away {
        fn accept(&self, _: Vec<Incoming>) -> BoxFuture<'_, Result<Vec<Accepted>, Unavailable>> {
            Box::pin(async { Err(Unavailable::new("locked")) })
        }
    }
    let builder = Dispatcher::builder().inbox(Away);
    let dispatcher = builder.group::<Kept>(Secret::new(SECRET)).build().unwrap();
    let reply = dispatcher.dispatch_blocking(signed::<Kept>(r#"{"type":"moved"}"#));
    assert_eq!(reply.status(), 503);
}

#[test]
fn without_the_word_its_handler_is_called_in_the_request() {
    let fixture = Fixture::of::<Told>();
    let sent = fixture.send::<Told>(r#"{"type":"moved","id":7}"#);
    assert_eq!(sent, (500, OutcomeKind::Failed));
    assert_eq!(UNKNOWN.load(Ordering::Relaxed), 1);
    assert!(fixture.table.rows().is_empty());
}
