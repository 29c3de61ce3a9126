//! The program's own code may panic wherever it is called. The reply is then 500, the claim is released, the process
//! survives, and the next delivery is handled.
//!
//! Each row names a part of the program and the place where it panics. Add a row for every new place that calls one.

mod bodies;
mod groups;
mod parts;
mod subscribers;

use std::task::{Context, Waker};

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use webhook_core::outcome::OutcomeKind;
use webhook_core::{Delivery, Dispatcher, EventGroup as _};

use groups::{Coded, Looked, Once, Shapes, Straight};
use parts::{Fuse, Part, Sent, When, bench, genuine, genuine_with};

const SYNC: &[&str] = &[
    "/straight/sync",
    "/full",
    "/items",
    "/looked",
    "/looked/items",
    "/coded",
    "/coded/items",
    "/shapes",
    "/shapes/full",
    "/shapes/items",
];
const ASYNC: &[&str] = &["/straight/async", "/full/async", "/items/async"];
const BOTH: &[&[&str]] = &[SYNC, ASYNC];
const LOOKED: &[&[&str]] = &[&["/looked", "/looked/items"]];
const CODED: &[&[&str]] = &[&["/coded", "/coded/items"]];

const ONCE: &[&str] = &["/full", "/full/async", "/items/async", "/shapes/full"];

/// What panics, where, and in which groups.
const ROWS: &[(Part, When, &[&[&str]])] = &[
    (Part::Body, When::Called, BOTH),
    (Part::Body, When::Dropped, BOTH),
    (Part::Body, When::Polled, BOTH),
    (Part::Clock, When::Called, BOTH),
    (Part::DeadlineTimer, When::Called, &[ASYNC]),
    (Part::DeadlineTimer, When::Dropped, &[ASYNC]),
    (Part::DeadlineTimer, When::Polled, &[ASYNC]),
    (Part::Deserialize, When::Called, BOTH),
    (Part::Display, When::Called, &[SYNC]),
    (Part::Extension, When::Dropped, BOTH),
    (Part::Extractor, When::Called, BOTH),
    (Part::Handler, When::Called, BOTH),
    (Part::Handler, When::Dropped, &[ASYNC]),
    (Part::Handler, When::Polled, &[ASYNC]),
    (Part::IntoFailure, When::Called, &[ASYNC]),
    (Part::KeySource, When::Called, LOOKED),
    (Part::KeySource, When::Dropped, LOOKED),
    (Part::KeySource, When::Polled, LOOKED),
    (Part::Observer, When::Called, BOTH),
    (Part::PayloadDrop, When::Dropped, BOTH),
    (Part::State, When::Called, BOTH),
    (Part::Store, When::Called, &[ONCE]),
    (Part::Store, When::Dropped, &[ONCE]),
    (Part::Store, When::Polled, &[ONCE]),
    (Part::Thrown, When::Called, BOTH),
    (Part::Thrown, When::Polled, &[ASYNC]),
    (Part::Verifier, When::Called, CODED),
    (Part::Verifier, When::Dropped, CODED),
    (Part::Verifier, When::Polled, CODED),
];

#[test]
fn no_part_of_the_program_takes_the_library_with_it() {
    let (dispatcher, recent) = bench();
    for (part, when, paths) in ROWS {
        for path in paths.iter().copied().flatten() {
            let row = format!("{part:?} {when:?} {path}");
            let send = || dispatcher.dispatch_blocking(genuine(path, &row));
            let told = recent.total();
            Fuse::arm(*part, *when);
            let reply = send();
            assert!(Fuse::has_burnt(), "{row}: it was never called");
            assert_eq!(reply.status(), 500, "{row}");
            let media_type = &reply.headers()["content-type"];
            assert_eq!(media_type, "application/problem+json", "{row}");
            // Whatever one observer does, the others are told, and told once.
            assert_eq!(recent.total(), told + 1, "{row}");
            let watched = *part == Part::Observer;
            let outcome = recent.last().pop().unwrap().outcome();
            let expected = if watched {
                OutcomeKind::Handled
            } else {
                OutcomeKind::Panicked
            };
            assert_eq!(outcome, expected, "{row}");

            Fuse::disarm();
            Fuse::handled();
            assert_eq!(send().status(), 200, "{row}: the next one");
            // The claim was released, unless the handler's end came first.
            let once = ONCE.contains(path);
            let shared = (*part, *path) == (Part::DeadlineTimer, "/items/async");
            let done = once && watched || shared && *when == When::Dropped;
            assert_eq!(Fuse::handled(), usize::from(!done), "{row}: the next one");
        }
    }
}

/// A second panic while the first is on its way ends the process.
#[test]
fn two_parts_may_panic_at_once() {
    let (dispatcher, _) = bench();
    let both = r#"{"type":"go","go":1,"other":1,"id":"1"}"#;
    for path in ["/shapes", "/shapes/full", "/shapes/items"] {
        let send = || {
            dispatcher
                .dispatch_blocking(genuine_with(path, both))
                .status()
        };
        for second in [
            (Part::DeserializeOther, When::Called),
            (Part::PayloadDrop, When::Dropped),
        ] {
            Fuse::arm(Part::PayloadDrop, When::Dropped);
            Fuse::arm(second.0, second.1);
            assert_eq!(send(), 500, "{path} {second:?}");
            Fuse::disarm();
        }
        assert_eq!(send(), 200, "{path}: both match, so it is no event");
    }
}

/// Deliveries out of a queue are handed to their handler alone.
#[test]
fn running_a_handler_alone_is_no_exception() {
    let (dispatcher, _) = bench();
    for (part, when) in [
        (Part::Deserialize, When::Called),
        (Part::Display, When::Called),
        (Part::Extractor, When::Called),
        (Part::Handler, When::Called),
        (Part::PayloadDrop, When::Dropped),
        (Part::State, When::Called),
        (Part::Thrown, When::Called),
    ] {
        let run = || {
            let delivery = Delivery::from(Request::new(Bytes::from_static(
                br#"{"type":"go","id":"1","data":{"go":1}}"#,
            )));
            let recognised = Once::recognise(Once::unverified(delivery)).unwrap();
            block_on(dispatcher.run(recognised)).kind()
        };
        Fuse::arm(part, when);
        assert_eq!(run(), OutcomeKind::Panicked, "{part:?}");
        assert!(Fuse::has_burnt(), "{part:?}: it was never called");
        Fuse::disarm();
        assert_eq!(run(), OutcomeKind::Handled, "{part:?}: the next one");
    }
}

#[tokio::main(flavor = "current_thread")]
async fn block_on<T>(future: impl Future<Output = T>) -> T {
    future.await
}

/// Programs and extractors take the event alone.
#[test]
fn taking_the_event_alone_is_no_exception() {
    let (dispatcher, _) = bench();
    for (part, when, path) in [
        (Part::Body, When::Called, "/straight/sync"),
        (Part::Body, When::Dropped, "/straight/sync"),
        (Part::Body, When::Polled, "/straight/sync"),
        (Part::Clock, When::Called, "/straight/sync"),
        (Part::Deserialize, When::Called, "/straight/sync"),
        (Part::Deserialize, When::Called, "/shapes"),
        (Part::Extension, When::Dropped, "/straight/sync"),
        (Part::KeySource, When::Called, "/looked"),
        (Part::KeySource, When::Dropped, "/looked"),
        (Part::KeySource, When::Polled, "/looked"),
        (Part::Verifier, When::Called, "/coded"),
        (Part::Verifier, When::Dropped, "/coded"),
        (Part::Verifier, When::Polled, "/coded"),
    ] {
        let row = format!("{part:?} {when:?} {path}");
        Fuse::arm(part, when);
        assert_eq!(take(&dispatcher, path), 500, "{row}");
        assert!(Fuse::has_burnt(), "{row}: it was never called");
        Fuse::disarm();
        assert_eq!(take(&dispatcher, path), 200, "{row}: the next one");
    }
}

fn take(dispatcher: &Dispatcher, path: &str) -> u16 {
    let request = genuine(path, "1");
    let taken = match path {
        "/looked" => block_on(dispatcher.event::<Looked, Sent>(request)).map(drop),
        "/coded" => block_on(dispatcher.event::<Coded, Sent>(request)).map(drop),
        "/shapes" => block_on(dispatcher.event::<Shapes, Sent>(request)).map(drop),
        _ => block_on(dispatcher.event::<Straight, Sent>(request)).map(drop),
    };
    taken.map_or_else(|refused| refused.status().as_u16(), |()| 200)
}

/// Requests that are refused are observed too, and so are handshakes, which have code of their own.
#[test]
fn what_is_no_delivery_is_no_exception() {
    let (dispatcher, _) = bench();
    let empty = || Full::new(Bytes::new());
    let ask = || {
        let uri = "/asked?hub.mode=subscribe&hub.challenge=7&hub.verify_token=t";
        Request::get(uri).body(empty()).unwrap()
    };
    let get = || Request::get("/full").body(empty()).unwrap();
    let forge = || Request::post("/looked").body(empty()).unwrap();
    let requests: [&dyn Fn() -> Request<Full<Bytes>>; 3] = [&ask, &get, &forge];
    for (part, request, status) in [
        (Part::Admission, requests[0], 200),
        (Part::Clock, requests[0], 200),
        (Part::Observer, requests[0], 200),
        (Part::Observer, requests[1], 405),
        (Part::Observer, requests[2], 401),
    ] {
        Fuse::arm(part, When::Called);
        assert_eq!(
            dispatcher.dispatch_blocking(request()).status(),
            500,
            "{part:?} {status}"
        );
        assert!(Fuse::has_burnt(), "{part:?} {status}");
        Fuse::disarm();
        assert_eq!(
            dispatcher.dispatch_blocking(request()).status(),
            status,
            "{part:?}"
        );
    }
    // Whatever becomes of a handler for forgeries, it never changes the 401.
    Fuse::arm(Part::Handler, When::Called);
    assert_eq!(dispatcher.dispatch_blocking(forge()).status(), 401);
    assert!(Fuse::has_burnt());
}

/// A client that leaves has its request dropped, and with it what the program holds for it.
#[test]
fn dropping_a_dispatch_is_no_exception() {
    let (dispatcher, _) = bench();
    let (key_source, handler) = (Part::KeySource, Part::Handler);
    for (part, waits, path) in [
        (Part::KeySource, key_source, "/looked"),
        (Part::KeySource, key_source, "/looked/items"),
        (Part::Extension, key_source, "/looked"),
        (Part::Verifier, Part::Verifier, "/coded"),
        (Part::Store, Part::Store, "/full"),
        (Part::Store, Part::Store, "/items/async"),
        (Part::DeadlineTimer, handler, "/straight/async"),
        (Part::DeadlineTimer, handler, "/items/async"),
        (Part::Handler, handler, "/straight/async"),
        (Part::Handler, handler, "/full/async"),
        (Part::Handler, handler, "/items/async"),
        (Part::PayloadDrop, handler, "/straight/async"),
        (Part::PayloadDrop, handler, "/full/async"),
        (Part::PayloadDrop, handler, "/items/async"),
    ] {
        let row = format!("{part:?} {path}");
        Fuse::arm(part, When::Dropped);
        Fuse::stall(waits);
        let mut left = Box::pin(dispatcher.dispatch(genuine(path, &row)));
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..5 {
            assert!(left.as_mut().poll(&mut context).is_pending(), "{row}");
        }
        drop(left);
        assert!(Fuse::has_burnt(), "{row}: it was never dropped");
        Fuse::disarm();
        let reply = dispatcher.dispatch_blocking(genuine(path, &row));
        assert_eq!(reply.status(), 200, "{row}");
    }
}

#[test]
fn the_timer_of_a_late_body_is_no_exception() {
    let (dispatcher, _) = bench();
    for when in [When::Called, When::Polled, When::Dropped] {
        let send = || {
            let late = genuine("/straight/sync", "1").map(Sent::late);
            dispatcher.dispatch_blocking(late).status()
        };
        Fuse::arm(Part::BodyTimer, when);
        assert_eq!(send(), 500, "{when:?}");
        assert!(Fuse::has_burnt(), "{when:?}");
        Fuse::disarm();
        assert_eq!(send(), 200, "{when:?}");
    }
}
