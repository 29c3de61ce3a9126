//! The number of allocations of a dispatch, beyond those of the payload itself.
//!
//! `cargo test -p webhook-core --test allocations` runs it, without the feature `metrics`, which allocates labels.
#![cfg(not(feature = "metrics"))]
#![expect(
    clippy::needless_pass_by_value,
    clippy::panic,
    clippy::unused_async,
    clippy::unwrap_used,
    reason = "a handler owns its arguments and may be async, and a test fails by panicking"
)]

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use serde::Deserialize;
use webhook_core::scheme::Secret;
use webhook_core::{Dispatcher, EventGroup, on_event};

/// Parsed without an allocation.
#[derive(Debug, Deserialize)]
struct Bare {
    id: u64,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/flat",
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Flat {
    #[event("sync")]
    Sync(Bare),
    #[event("async")]
    Async(Bare),
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/enveloped",
    discriminator("$request.header.X-Event", "/type"),
    payload = "/data",
    danger_unsigned_discriminator,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Enveloped {
    #[event("event", "sync")]
    Sync(Bare),
    #[event("event", "async")]
    Async(Bare),
}

#[on_event(group = "flat", event = "sync")]
fn flat_sync(bare: Bare) {
    assert_eq!(bare.id, 7);
}

#[on_event(group = "flat", event = "async")]
async fn flat_async(bare: Bare) {
    assert_eq!(bare.id, 7);
}

#[on_event(group = "enveloped", event = "event.sync")]
fn enveloped_sync(bare: Bare) {
    assert_eq!(bare.id, 7);
}

#[on_event(group = "enveloped", event = "event.async")]
async fn enveloped_async(bare: Bare) {
    assert_eq!(bare.id, 7);
}

fn request<G: EventGroup>(path: &str, body: &'static str) -> Request<Full<Bytes>> {
    let mut request = Request::post(path)
        .header("x-event", "event")
        .header("content-type", "application/json")
        .body(Bytes::from_static(body.as_bytes()))
        .unwrap();
    let scheme = G::DESCRIPTOR.scheme().unwrap();
    scheme.sign(&Secret::new("secret"), &mut request).unwrap();
    request.map(Full::new)
}

fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("a handler waits"),
    }
}

#[test]
fn a_dispatch_allocates_for_the_future_of_its_handler() {
    let dispatcher = Dispatcher::builder()
        .group::<Flat>(Secret::new("secret"))
        .group::<Enveloped>(Secret::new("secret"))
        .build()
        .unwrap();
    // The reply's header takes the place of the request's headers. The future of an asynchronous handler takes one.
    for (case, expected, make) in [
        (
            "sync",
            0,
            (|| request::<Flat>("/flat", r#"{"type":"sync","id":7}"#))
                as fn() -> Request<Full<Bytes>>,
        ),
        ("async", 1, || {
            request::<Flat>("/flat", r#"{"type":"async","id":7}"#)
        }),
        ("enveloped, sync", 0, || {
            request::<Enveloped>("/enveloped", r#"{"type":"sync","data":{"id":7}}"#)
        }),
        ("enveloped, async", 1, || {
            request::<Enveloped>("/enveloped", r#"{"type":"async","data":{"id":7}}"#)
        }),
    ] {
        // The first use prepares some values, so it is not counted.
        assert_eq!(now(dispatcher.dispatch(make())).status(), 200, "{case}");
        let request = make();
        let counted = allocation_counter::measure(|| {
            drop(now(dispatcher.dispatch(request)));
        });
        assert_eq!(counted.count_total, expected, "{case}: {counted:?}");
    }
}
