//! Bodies that panic when a request is refused, dropped, or received in two steps.

use std::task::{Context, Waker};

use http::{Request, StatusCode};
use webhook_core::EventGroup;

use super::block_on;
use super::parts::{Fuse, Part, Sent, When, bench, genuine};

#[derive(Debug, EventGroup)]
#[event_group(path = "/absent", signature = none)]
enum Absent {
    #[event("anything", ignore)]
    Anything(serde::de::IgnoredAny),
}

const PLACES: [(Part, When); 4] = [
    (Part::Body, When::Called),
    (Part::Body, When::Dropped),
    (Part::Body, When::Polled),
    (Part::BodyEnd, When::Called),
];

/// What is left of their bodies is read and dropped.
#[test]
fn the_body_of_a_refused_request_is_no_exception() {
    let (dispatcher, _) = bench();
    let elsewhere = || {
        let (mut parts, body) = genuine("/full", "1").into_parts();
        parts.uri = http::Uri::from_static("/nowhere");
        Request::from_parts(parts, body)
    };
    let put = || {
        let mut request = genuine("/full", "1");
        *request.method_mut() = http::Method::PUT;
        request
    };
    let requests: [(&dyn Fn() -> Request<Sent>, u16); 2] = [(&elsewhere, 404), (&put, 405)];
    for (part, when) in PLACES {
        for (request, status) in requests {
            Fuse::arm(part, when);
            let reply = dispatcher.dispatch_blocking(request()).status();
            assert!(Fuse::has_burnt(), "{part:?} {when:?} {status}");
            Fuse::disarm();
            let dropped = status == 405 && when == When::Dropped;
            let expected = if dropped { 500 } else { status };
            assert_eq!(reply, expected, "{part:?} {when:?}");
        }
    }
}

#[test]
fn a_body_that_panics_is_500_where_it_is_received() {
    let (dispatcher, _) = bench();
    for (part, when) in &PLACES[..3] {
        Fuse::arm(*part, *when);
        let received = block_on(dispatcher.receive(genuine("/full", "1")));
        assert!(Fuse::has_burnt(), "{part:?} {when:?}");
        Fuse::disarm();
        assert_eq!(received.unwrap_err().status(), 500, "{part:?} {when:?}");
    }
}

#[test]
fn the_body_for_a_group_that_is_not_there_is_no_exception() {
    let (dispatcher, _) = bench();
    Fuse::arm(Part::Body, When::Dropped);
    let taken = block_on(dispatcher.event::<Absent, Sent>(genuine("/full", "1")));
    assert!(Fuse::has_burnt());
    Fuse::disarm();
    assert_eq!(taken.unwrap_err().status(), StatusCode::NOT_FOUND);
}

/// A client that leaves before its body is there.
#[test]
fn dropping_a_body_that_is_waited_for_is_no_exception() {
    let (dispatcher, _) = bench();
    for path in ["/straight/sync", "/full", "/nowhere"] {
        let mut request = genuine("/full", "1").map(Sent::late);
        *request.uri_mut() = path.parse().unwrap();
        let mut left = Box::pin(dispatcher.dispatch(request));
        let mut context = Context::from_waker(Waker::noop());
        assert!(left.as_mut().poll(&mut context).is_pending(), "{path}");
        Fuse::arm(Part::Body, When::Dropped);
        drop(left);
        assert!(Fuse::has_burnt(), "{path}: it was never dropped");
        Fuse::disarm();
    }
}
