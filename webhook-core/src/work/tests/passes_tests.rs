//! How often the body of one delivery is gone over, before and beside the typed parse.

use http::Request;
use http_body_util::Full;
use serde::Deserialize;

use crate::dispatcher::Fallbacks;
use crate::work::{Work, of};
use crate::{Dispatcher, EventGroup, Unsigned};

/// Much larger than what is read of each key and value.
const SIZE: usize = 100_000;

#[derive(Debug, Deserialize)]
struct Order {
    note: String,
}

impl Order {
    fn check(&self) {
        assert_eq!(self.note.len(), SIZE);
    }
}

#[derive(Debug, EventGroup)]
#[event_group(crate = "crate", discriminator = "/type", id = "/id", signature = none)]
enum Flat {
    #[event("a")]
    A(Order),
}

#[derive(Debug, EventGroup)]
#[event_group(crate = "crate", discriminator = "/type", payload = "/data", id = "/id", signature = none)]
enum Enveloped {
    #[event("a")]
    A(Order),
}

#[derive(Debug, EventGroup)]
#[event_group(
    crate = "crate", discriminator = "/type", payload = "/data", id = "/id", idempotent, signature = none
)]
enum Claimed {
    #[event("a")]
    A(Order),
}

/// Dispatches one delivery, and counts.
fn dispatched<G: EventGroup>(dispatcher: &Dispatcher, body: &str) -> Work {
    let request = Request::post("/").body(Full::<bytes::Bytes>::from(body.to_owned()));
    let group = dispatcher.for_group::<G>().unwrap();
    let (response, work) = of(|| pollster::block_on(group.dispatch(request.unwrap())));
    assert_eq!(response.status(), 200);
    work
}

#[test]
fn the_text_is_checked_once_and_searched_once() {
    let dispatcher = Dispatcher::builder()
        .group::<Flat>(Unsigned)
        .fallbacks(Fallbacks::new().event(|Flat::A(order): Flat| order.check()))
        .group::<Enveloped>(Unsigned)
        .fallbacks(Fallbacks::new().event(|Enveloped::A(order): Enveloped| order.check()))
        .group::<Claimed>(Unsigned)
        .fallbacks(Fallbacks::new().event(|Claimed::A(order): Claimed| order.check()))
        .build()
        .unwrap();
    let note = "x".repeat(SIZE);
    let flat = format!(r#"{{"type":"a","id":"1","note":"{note}"}}"#);
    let enveloped = format!(r#"{{"type":"a","id":"1","data":{{"note":"{note}"}}}}"#);
    let flat = dispatched::<Flat>(&dispatcher, &flat);
    let in_envelope = dispatched::<Enveloped>(&dispatcher, &enveloped);
    // One is the check of the text, the other the search for what recognises the event.
    for work in [flat, in_envelope] {
        assert_eq!(work.texts, 1, "{work:?}");
        assert!(work.read < 2 * SIZE + SIZE / 100, "{work:?}");
    }
    // A claim waits between recognising and parsing, and safe code cannot keep a text across that beside its bytes. The
    // payload is not searched for again.
    let claimed = dispatched::<Claimed>(&dispatcher, &enveloped);
    assert_eq!(claimed.texts, 2, "{claimed:?}");
    assert!(claimed.read < 3 * SIZE + SIZE / 100, "{claimed:?}");
}
