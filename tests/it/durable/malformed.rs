//! Malformed items: the inbox keeps them as they are, so that they are not lost and the other items run.

use webhook_core::observe::ItemRecord;

use super::*;
use crate::log::logged;
use OutcomeKind::{Accepted as Stored, Ignored, InvalidPayload, Malformed, Unavailable as Away};

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/parcels",
    each = "/parcels",
    discriminator("$item#/type"),
    id = "$item#/id",
    durable(unknown),
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Parcels {
    #[event("sent")]
    Sent(serde_json::Value),
    #[event("seen", ignore)]
    Seen,
}

#[on_event(group = "parcels", ty = serde_json::Value)]
async fn sent(_: serde_json::Value) {
    CALLS.fetch_add(1, Ordering::Relaxed);
    std::future::pending::<()>().await;
}

fn parcels(items: &[&str]) -> Request<Full<Bytes>> {
    signed::<Parcels>(&format!(r#"{{"parcels":[{}]}}"#, items.join(",")))
}

fn outcomes(record: &DeliveryRecord) -> (OutcomeKind, Vec<OutcomeKind>) {
    let items = record.items().iter().map(ItemRecord::outcome);
    (record.outcome(), items.collect())
}

const GOOD: &str = r#"{"type":"sent","id":1}"#;
const IGNORED: &str = r#"{"type":"seen"}"#;
const UNKNOWN: &str = r#"{"type":"new","id":9}"#;
/// The type is not a text; white space stays as it is.
const ODD: &str = r#"{"type" : ["sent"], "id":1}"#;
/// The type is half a character.
const HALF: &str = r#"{"type":"\ud800","id":1}"#;

#[test]
fn a_malformed_item_is_kept_with_its_bytes_and_the_others_go_their_way() {
    let fixture = Fixture::of::<Parcels>();
    let items = [GOOD, ODD, IGNORED, UNKNOWN, HALF];
    let mut reply = None;
    let log = logged(|| reply = Some(fixture.reply(parcels(&items)).status()));
    assert_eq!(reply, Some(http::StatusCode::OK));
    let expected = vec![
        Stored,
        Malformed,
        Ignored,
        OutcomeKind::Unknown,
        InvalidPayload,
    ];
    assert_eq!(outcomes(&fixture.last()), (Stored, expected));
    assert!(
        log.contains("the discriminator is an object or an array; the inbox keeps the item"),
        "{log}"
    );

    let states = [State::Queued, State::Dead, State::Unknown, State::Dead];
    assert_eq!(fixture.table.states(), states);
    let rows = fixture.table.rows();
    for (row, body) in [(&rows[1], ODD), (&rows[3], HALF)] {
        let incoming = &row.incoming;
        assert!(incoming.is_malformed() && !incoming.is_unknown() && !incoming.lacks_id());
        assert!(
            incoming
                .key()
                .is_some_and(webhook_core::inbox::ClaimKey::is_digest)
        );
        let delivery = incoming.delivery();
        assert_eq!((delivery.event(), delivery.id()), ("", None));
        assert_eq!(delivery.body(), body);
        assert_eq!(
            delivery.key_id().map(str::len),
            fixture.last().key_id().map(|key| key.as_str().len())
        );
        let item = delivery.clone().into_parts().item.unwrap();
        assert_eq!(item.count, 5);
    }
    assert_eq!(
        rows[1].incoming.cause(),
        Some("the discriminator is an object or an array")
    );
    assert!(!rows[2].incoming.is_malformed() && rows[2].incoming.cause().is_none());
}

/// A repetition is found by its bytes.
#[test]
fn a_request_of_malformed_items_alone_is_acknowledged() {
    let fixture = Fixture::of::<Parcels>();
    for _ in 0..2 {
        assert_eq!(fixture.reply(parcels(&[ODD, ODD])).status(), 200);
        let expected = (Stored, vec![Malformed, Malformed]);
        assert_eq!(outcomes(&fixture.last()), expected);
        assert_eq!(fixture.table.states(), [State::Dead]);
    }
}

#[test]
fn a_body_that_is_malformed_as_a_whole_is_refused() {
    let fixture = Fixture::of::<Parcels>();
    for body in [
        "",
        "[]",
        "{}",
        r#"{"parcels":{}}"#,
        r#"{"parcels":[{]}"#,
        r#"{"parcels":[{}],"parcels":[]}"#,
    ] {
        let sent = fixture.send::<Parcels>(body);
        assert_eq!(sent, (400, Malformed), "{body}");
    }
    assert!(fixture.table.rows().is_empty());
}

#[test]
fn a_malformed_item_that_cannot_be_kept_is_repeated() {
    struct Locked;
    impl Intake for Locked {
        fn accept(&self, _: Vec<Incoming>) -> BoxFuture<'_, Result<Vec<Accepted>, Unavailable>> {
            Box::pin(async { Err(Unavailable::new("locked")) })
        }
    }
    let recent = Arc::new(RecentDeliveries::new(1));
    let builder = Dispatcher::builder()
        .inbox(Locked)
        .observer(Arc::clone(&recent));
    let dispatcher = builder
        .group::<Parcels>(Secret::new(SECRET))
        .build()
        .unwrap();
    assert_eq!(dispatcher.dispatch_blocking(parcels(&[ODD])).status(), 503);
    let record = recent.last().pop().unwrap();
    assert_eq!(outcomes(&record), (Away, vec![Away]));
}

/// A row that is replayed is read anew: this program cannot read it either.
#[tokio::test]
async fn a_kept_item_is_malformed_when_it_is_run() {
    let fixture = Fixture::of::<Parcels>();
    fixture.reply(parcels(&[ODD]));
    let row = fixture.table.rows().remove(0);
    let stored = row.incoming.delivery();
    let outcome = fixture
        .dispatcher
        .run_stored(stored, http::Extensions::new())
        .await;
    assert_eq!(outcome.kind(), Malformed);
}
