//! Malformed and extreme JSON through a whole dispatch, in the manner of `JSONTestSuite`.
//!
//! Each case must not panic. A body is accepted only if it is UTF-8 and `serde_json` reads it as one document. The event
//! must be the one that the payload names.
#![expect(clippy::needless_pass_by_value, reason = "a handler owns its payload")]

mod documents;

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use serde::de::IgnoredAny;
use webhook_core::observe::RecentDeliveries;
use webhook_core::outcome::OutcomeKind;
use webhook_core::{Dispatcher, EventGroup, State, UnknownEvent, Unsigned, on_event};

/// A payload that is the whole body, so that it says itself which event it is.
#[derive(Clone, Debug, serde::Deserialize)]
pub(crate) struct Whole {
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/corpus", discriminator = "/type", id = "/id", max_body = 8000000, signature = none)]
pub(crate) enum Corpus {
    #[event("a")]
    A(Whole),
    #[event("b")]
    B(Whole),
    #[event("\u{e9}")]
    Composed(Whole),
    #[event("")]
    Empty(Whole),
}

/// The same without a discriminator: only the shape tells.
#[derive(Debug, EventGroup)]
#[event_group(path = "/shapes", max_body = 8000000, signature = none)]
pub(crate) enum Shapes {
    #[event("whole")]
    Whole(Whole),
}

type Said = Arc<Mutex<Option<(&'static str, String)>>>;

#[on_event(group = "corpus", ty = Corpus)]
fn corpus(event: Corpus, State(said): State<Said>) {
    let (name, whole) = match event {
        Corpus::A(whole) => ("a", whole),
        Corpus::B(whole) => ("b", whole),
        Corpus::Composed(whole) => ("\u{e9}", whole),
        Corpus::Empty(whole) => ("", whole),
    };
    *said.lock().unwrap() = Some((name, whole.kind));
}

#[on_event(group = "corpus", ty = UnknownEvent)]
fn unknown(event: UnknownEvent, State(said): State<Said>) {
    *said.lock().unwrap() = event
        .values()
        .first()
        .map(|value| ("unknown", value.clone()));
}

#[on_event(group = "shapes", ty = Whole)]
fn shape(whole: Whole, State(said): State<Said>) {
    *said.lock().unwrap() = Some(("whole", whole.kind));
}

pub(crate) struct Oracle {
    dispatcher: Dispatcher,
    recent: Arc<RecentDeliveries>,
    said: Said,
}

impl Oracle {
    pub(crate) fn new() -> Self {
        let (recent, said) = (Arc::new(RecentDeliveries::new(1)), Said::default());
        let builder = Dispatcher::builder()
            .group::<Corpus>(Unsigned)
            .group::<Shapes>(Unsigned);
        let dispatcher = builder
            .state(Arc::clone(&said))
            .observer(recent.clone())
            .build()
            .unwrap();
        Self {
            dispatcher,
            recent,
            said,
        }
    }

    /// Dispatches a body at a path, checks what must hold for any, and says what became of it.
    pub(crate) fn check(&self, path: &str, body: &[u8]) -> OutcomeKind {
        *self.said.lock().unwrap() = None;
        let request = Request::post(path)
            .body(Full::new(Bytes::copy_from_slice(body)))
            .unwrap();
        let status = self.dispatcher.dispatch_blocking(request).status();
        let record = self.recent.last().pop().unwrap();
        let shown = || String::from_utf8_lossy(&body[..body.len().min(200)]).into_owned();
        let kind = record.outcome();
        assert_ne!(kind, OutcomeKind::Panicked, "{}", shown());
        if status.is_success() {
            assert!(
                std::str::from_utf8(body).is_ok(),
                "not UTF-8, and accepted: {}",
                shown()
            );
            assert!(
                serde_json::from_slice::<IgnoredAny>(body).is_ok(),
                "no JSON, and accepted: {}",
                shown()
            );
        } else {
            let expected = [OutcomeKind::Malformed, OutcomeKind::InvalidPayload];
            assert!(expected.contains(&kind), "{kind}: {}", shown());
        }
        match self.said.lock().unwrap().take() {
            // The whole is a payload whose own field must be the discriminator.
            Some((event, value))
                if kind == OutcomeKind::Handled
                    && record.event().is_some()
                    && path == "/corpus" =>
            {
                assert_eq!(
                    (Some(event), event),
                    (record.event(), value.as_str()),
                    "{}",
                    shown()
                );
            }
            // An unknown one must not be an event of the group.
            Some(("unknown", value)) => {
                assert!(
                    !["a", "b", "\u{e9}", ""].contains(&value.as_str()),
                    "{}",
                    shown()
                );
            }
            _ => {}
        }
        kind
    }
}

#[test]
fn no_document_is_taken_for_what_it_is_not() {
    let oracle = Oracle::new();
    let documents = documents::all();
    assert!(documents.len() >= 200);
    for path in ["/corpus", "/shapes"] {
        let mut counts = std::collections::BTreeMap::new();
        for document in &documents {
            let kind = oracle.check(path, document);
            *counts.entry(kind.as_str()).or_insert(0) += 1;
        }
        println!("{path}: {} documents, {counts:?}", documents.len());
        assert!(counts["handled"] > 0 && counts["malformed"] > 0);
    }
}

#[test]
fn the_common_traps_end_as_documented() {
    use OutcomeKind::{Handled, Malformed, Unknown};
    // `Handled` by the fallback, where the event is none of the group.
    let oracle = Oracle::new();
    let deep = |depth| {
        format!(
            r#"{{"type":"a","x":{}{}}}"#,
            "[".repeat(depth),
            "]".repeat(depth)
        )
    };
    for (body, kind) in [
        (r#"{"type":"a"}"#, Handled),
        (r#"{"\u0074ype":"\u0061"}"#, Handled),
        (r#"{"type":"a","x":1,"x":2}"#, Handled),
        (r#"{"type":"a","type":"a"}"#, Malformed),
        (r#"{"type":"a","\u0074ype":"b"}"#, Malformed),
        ("\u{feff}{\"type\":\"a\"}", Malformed),
        (r#"{"type":"a"} {"type":"a"}"#, Malformed),
        (r#"{"type":"e\u0301"}"#, Handled),
        (r#"{"type":null}"#, Malformed),
        (r#"{"type":["a"]}"#, Malformed),
        (r#"{"type":7}"#, Handled),
        ("", Malformed),
        ("null", Malformed),
    ] {
        assert_eq!(oracle.check("/corpus", body.as_bytes()), kind, "{body}");
    }
    // A field that the payload skips may nest as deep as it likes.
    assert_eq!(oracle.check("/corpus", deep(100_000).as_bytes()), Handled);
    assert_eq!(oracle.check("/shapes", br#"{"type":7}"#), Unknown);
}
