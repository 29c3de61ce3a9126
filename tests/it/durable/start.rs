//! What `build()` refuses, what the manifest says, and what an inbox provides.
#![expect(clippy::unused_async, reason = "handlers are as handlers are")]

use std::convert::Infallible;

use webhook_core::dispatcher::ProblemKind;
use webhook_core::extract::{Context, FromDelivery, Needs};
use webhook_core::{BuildError, Unsigned};

use super::*;

fn problems(builder: DispatcherBuilder) -> Vec<(ProblemKind, String)> {
    let error = builder.build().err();
    let problems = error.iter().flat_map(BuildError::problems);
    problems
        .map(|problem| (problem.kind(), problem.to_string()))
        .collect()
}

#[test]
fn a_durable_group_needs_an_inbox() {
    let builder = Dispatcher::builder().group::<Shop>(Secret::new(SECRET));
    let found = problems(builder);
    let [(ProblemKind::Inbox, text)] = &found[..] else {
        panic!("{found:?}")
    };
    assert!(text.starts_with("group `shop`: the group is `durable`"));
    assert!(text.contains("`DispatcherBuilder::inbox`"), "{text}");
}

/// What handlers of this module's inbox take.
#[derive(Clone)]
struct Provided;

struct Tx;

impl FromDelivery for Tx {
    type Rejection = Infallible;

    fn from_delivery(_: &Context<'_>) -> Result<Self, Infallible> {
        Ok(Self)
    }

    fn needs(needs: &mut Needs) {
        needs.stored();
        needs.asynchronous();
        needs.provided::<Provided>();
    }
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/inline", discriminator = "/type", signature = none)]
enum Inline {
    #[event("a")]
    A,
}

#[on_event(group = "inline", event = "a")]
async fn inline(_: Tx, _: HeaderMap) {}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/blocking",
    discriminator = "/type",
    id = "/id",
    durable,
    signature = none,
    danger_store_unsigned
)]
enum Stored {
    #[event("sync")]
    Sync,
    #[event("headers")]
    Headers,
    #[event("good")]
    Good,
}

#[on_event(group = "stored", event = "sync")]
fn sync(_: Tx) {}

#[on_event(group = "stored", event = "headers")]
fn headers(_: HeaderMap) {}

#[on_event(group = "stored", event = "good")]
async fn good(_: Tx, _: Meta) {}

/// Called in the request.
#[on_event(group = "stored", ty = webhook_core::UnknownEvent)]
async fn stranger(_: webhook_core::UnknownEvent, _: Tx, _: HeaderMap) {}

struct Providing;

impl Intake for Providing {
    fn accept(&self, all: Vec<Incoming>) -> BoxFuture<'_, Result<Vec<Accepted>, Unavailable>> {
        Box::pin(async move { Ok(vec![Accepted::New; all.len()]) })
    }

    fn provide(&self, extensions: &mut http::Extensions) {
        extensions.insert(Provided);
    }
}

#[test]
fn an_argument_that_a_handler_cannot_have_is_refused() {
    let builder = || {
        Dispatcher::builder()
            .group::<Inline>(Unsigned)
            .group::<Stored>(Unsigned)
    };
    let found = problems(builder().inbox(Arc::new(Providing)));
    let expected = [
        (
            "inline",
            "takes an argument that only handlers of a `durable` group can use: write `durable` on the group",
        ),
        (
            "sync",
            "is not async, but takes an argument that only async handlers can use: write `async fn`",
        ),
        (
            "headers",
            "takes headers, but the group is `durable` and stores none: list them as in `durable(headers(\"X-Region\"))`",
        ),
        ("stranger", "is called in the request"),
    ];
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for ((kind, text), (handler, what)) in found.iter().zip(expected) {
        assert_eq!(*kind, ProblemKind::Inbox);
        assert!(text.contains(&format!("start::{handler}` (")), "{text}");
        assert!(text.contains("start.rs:"), "{text}");
        assert!(text.contains(what), "{text}");
    }

    // The table provides nothing.
    let found = problems(builder().inbox(Table::default()));
    let missing = found.iter().filter(|(kind, _)| *kind == ProblemKind::State);
    let missing: Vec<&String> = missing.map(|(_, text)| text).collect();
    assert_eq!(missing.len(), 4, "{found:?}");
    for text in missing {
        assert!(text.contains("start::Provided`, which no inbox provides"));
    }
}

#[test]
fn an_inbox_that_panics_is_a_problem() {
    struct Panics;
    impl Intake for Panics {
        fn accept(&self, _: Vec<Incoming>) -> BoxFuture<'_, Result<Vec<Accepted>, Unavailable>> {
            Box::pin(async { Ok(Vec::new()) })
        }

        fn provide(&self, _: &mut http::Extensions) {
            panic!("the pool is gone");
        }
    }
    let found = problems(Dispatcher::builder().inbox(Panics));
    let panicked = (ProblemKind::Inbox, "the inbox panicked".to_owned());
    assert_eq!(found, [panicked]);
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/digests",
    preset = github,
    durable(key = digest, unknown, conflict = run, headers = "X-Region")
)]
enum Digests {
    #[event("push", ignore)]
    Push,
}

#[test]
fn the_manifest_says_what_is_stored() {
    let fixture = Fixture::new(|builder| {
        let secret = || Secret::new(SECRET);
        builder.group::<Shop>(secret()).group::<Digests>(secret())
    });
    let table = fixture.dispatcher.table();
    let manifest = serde_json::to_value(&table).unwrap();
    let durable = |key: &str, unknown: bool, conflict: &str, headers: &[&str]| serde_json::json!({"key": key, "unknown": unknown, "conflict": conflict, "headers": headers});
    let shop = durable("id", false, "keep", &["X-Region", "x-zone"]);
    assert_eq!(manifest[0]["durable"], shop);
    assert!(manifest[0]["idempotent"].is_null());
    let digests = durable("digest", true, "run", &["X-Region"]);
    assert_eq!(manifest[1]["durable"], digests);
    let text = table.to_string();
    for words in [
        "; durable by id, with the headers X-Region, x-zone",
        "; durable by digest, with unknown events, conflicts run, with the headers X-Region",
    ] {
        assert!(text.contains(words), "{text}");
    }
}
