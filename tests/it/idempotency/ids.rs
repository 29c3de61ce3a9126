//! Which values are ids, which ids are equal, and how ids are printed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http::Request;
use webhook_core::inbox::{ClaimKey, MemoryClaims};
use webhook_core::observe::RecentDeliveries;
use webhook_core::outcome::OutcomeKind;
use webhook_core::{Dispatcher, EventGroup, Meta, State, Unsigned, on_event};

#[derive(Debug, EventGroup)]
#[event_group(path = "/ids", discriminator = "/type", id = "/id", idempotent, signature = none)]
pub(crate) enum Ids {
    #[event("a")]
    A,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/header-ids",
    discriminator = "/type",
    id = "$request.header.X-Id",
    idempotent,
    signature = none
)]
pub(crate) enum HeaderIds {
    #[event("a")]
    A,
}

#[derive(Clone, Default)]
struct Runs(Arc<AtomicUsize>);

#[on_event(group = "ids", event = "a")]
fn a(meta: Meta, State(runs): State<Runs>) {
    runs.0.fetch_add(1, Ordering::SeqCst);
    // The handler sees the id as it came.
    assert!(meta.id().is_none_or(|id| !id.trim().is_empty()));
    drop(meta);
}

#[on_event(group = "header_ids", event = "a")]
fn of_header(State(runs): State<Runs>) {
    runs.0.fetch_add(1, Ordering::SeqCst);
}

struct Fixture {
    dispatcher: Dispatcher,
    runs: Runs,
    recent: Arc<RecentDeliveries>,
    claims: Arc<MemoryClaims>,
}

impl Fixture {
    fn new() -> Self {
        let (runs, claims) = (Runs::default(), Arc::new(MemoryClaims::default()));
        let recent = Arc::new(RecentDeliveries::new(100));
        let dispatcher = Dispatcher::builder()
            .group::<Ids>(Unsigned)
            .group::<HeaderIds>(Unsigned)
            .claims(claims.clone())
            .observer(recent.clone())
            .state(runs.clone())
            .build()
            .unwrap();
        Self {
            dispatcher,
            runs,
            recent,
            claims,
        }
    }

    /// Sends the source text of an id; how often it has run, and what became of it.
    fn send(&self, id: &str, note: &str) -> (usize, OutcomeKind) {
        let body = format!(r#"{{"type":"a","id":{id},"note":"{note}"}}"#);
        let request = Request::post("/ids").body(body).unwrap();
        let before = self.runs.0.load(Ordering::SeqCst);
        assert_eq!(self.dispatcher.dispatch_blocking(request).status(), 200);
        let runs = self.runs.0.load(Ordering::SeqCst) - before;
        (runs, self.recent.last().pop().unwrap().outcome())
    }
}

use OutcomeKind::{Conflict, Duplicate, Handled};

#[test]
fn what_says_nothing_is_no_id_and_drops_no_event() {
    let fixture = Fixture::new();
    for id in [
        r#""""#,
        r#""  \t""#,
        r#""\u3000""#,
        "null",
        "true",
        "false",
        "{}",
        "[1]",
    ] {
        for note in ["first", "second"] {
            assert_eq!(fixture.send(id, note), (1, Handled), "{id}");
        }
        assert_eq!(fixture.recent.last().pop().unwrap().id(), None, "{id}");
    }
    assert!(fixture.claims.is_empty());
    for value in ["", "  "] {
        let request = Request::post("/header-ids").header("x-id", value);
        let request = request.body(r#"{"type":"a"}"#.to_owned()).unwrap();
        fixture.dispatcher.dispatch_blocking(request);
        assert!(fixture.claims.is_empty(), "{value:?}");
    }
}

#[test]
fn ids_that_are_written_otherwise_are_others() {
    let fixture = Fixture::new();
    let long = |letter: &str| format!("\"{}\"", letter.repeat(1_000_000 / 2));
    let (long, longer) = (long("x"), long("xy"));
    let ids = [
        "7",
        r#""7""#,
        r#""7 ""#,
        r#""number:7""#,
        "7.0",
        "-7",
        r#""true""#,
        r#""null""#,
        r#""7\n""#,
        r#""7\u0000""#,
        r#""7\\n""#,
        &long,
        &longer,
    ];
    for id in ids {
        assert_eq!(fixture.send(id, ""), (1, Handled), "{id:.20}");
    }
    for id in ids {
        assert_eq!(fixture.send(id, ""), (0, Duplicate), "{id:.20}");
        assert_eq!(fixture.send(id, "other"), (0, Conflict), "{id:.20}");
    }
    // An escape is only another way to write the same.
    assert_eq!(fixture.send(r#""\u0037""#, "other"), (0, Conflict));
    assert_eq!(fixture.claims.len(), ids.len());
}

#[test]
fn a_long_id_is_kept_and_printed_short() {
    let fixture = Fixture::new();
    assert_eq!(
        fixture.send(&format!("\"{}\"", "x".repeat(500_000)), ""),
        (1, Handled)
    );
    let record = fixture.recent.last().pop().unwrap();
    assert_eq!(
        record.id(),
        Some(&*format!("{}… (500000 bytes)", "x".repeat(255)))
    );
    fixture.send(r#""a\nlevel=ERROR \u001b[2J""#, "");
    let record = fixture.recent.last().pop().unwrap();
    assert_eq!(record.id(), Some("a\\nlevel=ERROR \\u{1b}[2J"));
    let debug = format!("{:?}", ClaimKey::new("ids", "a", "a\nb"));
    assert!(
        debug.contains("sha256:") && !debug.contains('\n'),
        "{debug}"
    );
}
