//! Subscribers of `tracing` that panic when a span is entered or left.

use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Waker};

use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::parts::{Fuse, Part, bench, genuine};

/// Panics every time, as one does whose memory of spans is broken.
#[derive(Default)]
struct Broken {
    enter: bool,
    exit: bool,
    spans: AtomicU64,
}

impl Subscriber for Broken {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(self.spans.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {}

    fn enter(&self, _: &Id) {
        assert!(!self.enter, "a span is entered");
    }

    fn exit(&self, _: &Id) {
        assert!(!self.exit, "a span is left");
    }
}

const PATHS: [&str; 4] = [
    "/straight/sync",
    "/straight/async",
    "/full/async",
    "/items/async",
];

fn with_each(run: impl Fn(&str)) {
    for (enter, exit) in [(true, false), (false, true), (true, true)] {
        for path in PATHS {
            let broken = Broken {
                enter,
                exit,
                ..Broken::default()
            };
            tracing::subscriber::with_default(broken, || run(path));
        }
    }
}

#[test]
fn a_delivery_is_handled_whatever_the_subscriber_does_with_its_span() {
    with_each(|path| {
        let (dispatcher, _) = bench();
        let reply = dispatcher.dispatch_blocking(genuine(path, "1"));
        assert_eq!(reply.status(), 200, "{path}");
    });
}

#[test]
fn a_delivery_whose_span_cannot_be_entered_may_be_left() {
    with_each(|path| {
        let (dispatcher, _) = bench();
        Fuse::stall(Part::Handler);
        let mut left = Box::pin(dispatcher.dispatch(genuine(path, "1")));
        let mut context = Context::from_waker(Waker::noop());
        let polled = left.as_mut().poll(&mut context);
        assert_eq!(matches!(polled, Poll::Pending), path != "/straight/sync");
        drop(left);
        Fuse::disarm();
    });
}
