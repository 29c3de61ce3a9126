//! Deliveries of many events: all items go to the inbox by one call.

use webhook_core::observe::ItemRecord;

use super::*;
use OutcomeKind::{Accepted as Stored, Conflict, Duplicate, Ignored, Unknown};

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/lines",
    each = "/lines",
    discriminator = "$item#/type",
    id = "$item#/id",
    durable,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Lines {
    #[event("line")]
    Line(serde_json::Value),
    #[event("seen", ignore)]
    Seen,
}

#[on_event(group = "lines", ty = serde_json::Value)]
async fn line(_: serde_json::Value) {
    CALLS.fetch_add(1, Ordering::Relaxed);
    std::future::pending::<()>().await;
}

/// Counts the calls of a table, and can be away.
#[derive(Clone, Default)]
struct Counted {
    table: Table,
    calls: Arc<Mutex<Vec<usize>>>,
    is_away: bool,
}

impl Intake for Counted {
    fn accept(
        &self,
        deliveries: Vec<Incoming>,
    ) -> BoxFuture<'_, Result<Vec<Accepted>, Unavailable>> {
        self.calls.lock().unwrap().push(deliveries.len());
        if self.is_away {
            return Box::pin(async { Err(Unavailable::new("locked")) });
        }
        self.table.accept(deliveries)
    }
}

type Sent = (u16, OutcomeKind, Vec<OutcomeKind>);

fn send(inbox: &Counted, lines: &[&str]) -> Sent {
    let recent = Arc::new(RecentDeliveries::new(1));
    let builder = Dispatcher::builder().inbox(inbox.clone());
    let builder = builder.group::<Lines>(Secret::new(SECRET));
    let dispatcher = builder.observer(Arc::clone(&recent)).build().unwrap();
    let body = format!(r#"{{"lines":[{}]}}"#, lines.join(","));
    let reply = dispatcher.dispatch_blocking(signed::<Lines>(&body));
    let record = recent.last().pop().unwrap();
    let items = record.items().iter().map(ItemRecord::outcome);
    (
        reply.status().as_u16(),
        record.outcome(),
        items.collect::<Vec<_>>(),
    )
}

fn one(id: &str, note: &str) -> String {
    format!(r#"{{"type":"line","id":{id},"note":"{note}"}}"#)
}

#[test]
fn all_items_are_stored_by_one_call() {
    let inbox = Counted::default();
    let (a, b, other) = (one("1", "a"), one("2", "b"), one("2", "other"));
    let sent = send(&inbox, &[&a, &b]);
    assert_eq!(sent, (200, Stored, vec![Stored, Stored]));
    // Also two with one key: the second repeats the first.
    let new = one("3", "new");
    let sent = send(&inbox, &[&a, &other, &new, &new]);
    let items = vec![Duplicate, Conflict, Stored, Duplicate];
    assert_eq!(sent, (200, Stored, items));
    let sent = send(&inbox, &[&a]);
    assert_eq!(sent, (200, Duplicate, vec![Duplicate]));
    assert_eq!(*inbox.calls.lock().unwrap(), [2, 4, 1]);
    let rows = inbox.table.rows();
    let bodies: Vec<_> = rows
        .iter()
        .map(|row| row.incoming.delivery().body())
        .collect();
    assert_eq!(bodies, [&a, &b, &other, &new]);
    assert_eq!(CALLS.load(Ordering::Relaxed), 0);
}

#[test]
fn other_items_have_their_own_outcome() {
    let inbox = Counted::default();
    let (good, ignored, unknown) = (
        one("1", "a"),
        r#"{"type":"seen"}"#,
        r#"{"type":"new","id":9}"#,
    );
    let sent = send(&inbox, &[ignored, unknown, &good]);
    assert_eq!(sent, (200, Stored, vec![Ignored, Unknown, Stored]));
    assert_eq!(*inbox.calls.lock().unwrap(), [1]);
    assert_eq!(inbox.table.rows().len(), 1);
}

#[test]
fn a_delivery_without_items_to_store_does_not_reach_the_inbox() {
    let inbox = Counted::default();
    assert_eq!(send(&inbox, &[]), (200, OutcomeKind::Handled, Vec::new()));
    let sent = send(&inbox, &[r#"{"type":"seen"}"#]);
    assert_eq!(sent, (200, Ignored, vec![Ignored]));
    assert!(inbox.calls.lock().unwrap().is_empty());
}

#[test]
fn a_store_that_is_away_stores_no_item() {
    let inbox = Counted {
        is_away: true,
        ..Counted::default()
    };
    let (a, b) = (one("1", "a"), one("2", "b"));
    let sent = send(&inbox, &[&a, r#"{"type":"seen"}"#, &b]);
    let away = OutcomeKind::Unavailable;
    assert_eq!(sent, (503, away, vec![away, Ignored, away]));
    assert!(inbox.table.rows().is_empty());
}

#[test]
fn two_thousand_items_are_one_call() {
    let inbox = Counted::default();
    let lines: Vec<String> = (0..2_000).map(|id| one(&id.to_string(), "a")).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let sent = send(&inbox, &lines);
    assert_eq!((sent.0, sent.2.len()), (200, 2_000));
    assert_eq!(*inbox.calls.lock().unwrap(), [2_000]);
}
