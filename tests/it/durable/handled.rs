//! Which events of a store a dispatcher can run.

use std::time::Duration;

use webhook_core::UnknownEvent;
use webhook_core::dispatcher::Fallbacks;
use webhook_core::inbox::StoredEvent;

use super::*;

/// Some events have handlers of their own, one has two variants, and one has none.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/mixed",
    discriminator = "/type",
    payload = "/data",
    id = "/id",
    durable(unknown),
    unhandled = accept,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Mixed {
    #[event("waits")]
    Waits,
    #[event("blocks")]
    Blocks,
    #[event("both", when("/kind" = "waits"))]
    BothWaits(Waiting),
    #[event("both")]
    BothBlocks(Blocking),
    #[event("ignored", ignore)]
    Ignored,
    #[event("forgotten")]
    Forgotten,
}

#[derive(Debug, Deserialize)]
struct Waiting {}

#[derive(Debug, Deserialize)]
struct Blocking {}

#[on_event(group = "mixed", event = "waits")]
async fn waits() {
    std::future::pending::<()>().await;
}

#[on_event(group = "mixed", event = "blocks")]
fn blocks() {}

#[on_event(group = "mixed", ty = Waiting)]
async fn both_waits(_: Waiting) {
    std::future::pending::<()>().await;
}

#[on_event(group = "mixed", ty = Blocking)]
fn both_blocks(_: Blocking) {}

#[on_event(group = "mixed", ty = UnknownEvent)]
fn unknown(_: UnknownEvent) {}

/// All events have the fallback that is given to the builder.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/rest",
    discriminator = "/type",
    id = "/id",
    durable,
    deadline = "20s",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Rest {
    #[event("b")]
    B,
    #[event("a")]
    A,
}

/// Stores nothing.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/inline",
    discriminator = "/type",
    deadline = "20s",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Inline {
    #[event("a")]
    A,
}

#[on_event(group = "inline", event = "a")]
async fn inline() {
    std::future::pending::<()>().await;
}

#[test]
fn the_events_of_durable_groups_that_have_a_handler_are_listed() {
    let table = Table::default();
    let secret = || Secret::new(SECRET);
    let dispatcher = Dispatcher::builder()
        .inbox(table.clone())
        .group::<Inline>(secret())
        .group::<Mixed>(secret())
        .fallbacks(Fallbacks::new().event(async |_: Rest| {}))
        .group::<Rest>(secret())
        .build()
        .unwrap();
    let events: Vec<StoredEvent> = dispatcher.stored_events().collect();
    let row = |event: &StoredEvent| (event.group, event.event, event.deadline, event.asynchronous);
    let (minute, twenty) = (Duration::from_mins(1), Duration::from_secs(20));
    assert_eq!(
        events.iter().map(row).collect::<Vec<_>>(),
        [
            ("mixed", "blocks", minute, false),
            // One of its two handlers is not async.
            ("mixed", "both", minute, false),
            ("mixed", "waits", minute, true),
            ("rest", "a", twenty, true),
            ("rest", "b", twenty, true),
        ]
    );

    // What is stored and handled has a name that is listed, and no other.
    for ty in ["waits", "blocks", "both", "ignored", "forgotten", "new"] {
        let body = format!(r#"{{"type":"{ty}","kind":"waits","id":1,"data":{{}}}}"#);
        let reply = dispatcher.dispatch_blocking(signed::<Mixed>(&body));
        assert_eq!(reply.status(), 200);
    }
    assert_eq!(table.events(), ["waits", "blocks", "both", ""]);
}

#[test]
fn a_dispatcher_without_durable_groups_runs_nothing_from_a_store() {
    let builder = Dispatcher::builder().group::<Inline>(Secret::new(SECRET));
    assert_eq!(builder.build().unwrap().stored_events().count(), 0);
}
