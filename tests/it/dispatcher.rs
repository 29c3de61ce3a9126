//! The dispatcher from the start to the reply, one module per part.
#![expect(
    clippy::needless_pass_by_value,
    clippy::unused_async,
    reason = "a handler owns what it takes, and may be asynchronous without need"
)]

mod build;
mod deadlines;
mod extractors;
mod fallbacks;
mod leaks;
mod manifest;
mod one_of;
mod one_of_bounds;
mod optional_payloads;
mod outcomes;
mod own_replies;
mod paths;
mod replies;
mod segments;
mod steps;
mod stored;

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{HeaderMap, Request};
use http_body_util::{BodyExt as _, Full};
use webhook_core::Delivery;
use webhook_core::observe::DeliveryRecord;
use webhook_core::observe::RecentDeliveries;
use webhook_core::{Dispatcher, DispatcherBuilder, EventGroup, Secret, Verified};

/// The secret of every group of these tests, in no other text.
const SECRET: &str = "correct-horse-battery";

fn secret() -> Secret {
    Secret::new(SECRET)
}

/// A POST with a body, not signed.
fn post(path: &str, body: &str) -> Request<Bytes> {
    Request::post(path)
        .body(Bytes::copy_from_slice(body.as_bytes()))
        .unwrap()
}

/// The same, signed under the scheme of `G`.
fn signed<G: EventGroup<Delivery = Verified<Delivery>>>(path: &str, body: &str) -> Request<Bytes> {
    signed_with::<G>(&secret(), path, body)
}

fn signed_with<G: EventGroup>(secret: &Secret, path: &str, body: &str) -> Request<Bytes> {
    let mut request = post(path, body);
    G::DESCRIPTOR
        .scheme()
        .unwrap()
        .sign(secret, &mut request)
        .unwrap();
    request
}

/// A reply, with its whole body.
#[derive(Debug)]
struct Reply {
    status: u16,
    headers: HeaderMap,
    body: String,
}

impl Reply {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

/// A dispatcher and what its observer was told last.
struct Bench {
    dispatcher: Dispatcher,
    recent: Arc<RecentDeliveries>,
}

impl Bench {
    fn new(groups: impl FnOnce(DispatcherBuilder) -> DispatcherBuilder) -> Self {
        let recent = Arc::new(RecentDeliveries::new(1));
        let dispatcher = groups(Dispatcher::builder().observer(recent.clone()))
            .build()
            .unwrap();
        Self { dispatcher, recent }
    }

    fn send(&self, request: Request<Bytes>) -> Reply {
        let reply = self.dispatcher.dispatch_blocking(request.map(Full::new));
        let (head, body) = reply.into_parts();
        let body = text_of(body);
        Reply {
            status: head.status.as_u16(),
            headers: head.headers,
            body,
        }
    }

    /// Sends a request and returns its record as well.
    fn send_for_record(&self, request: Request<Bytes>) -> (Reply, Arc<DeliveryRecord>) {
        let before = self.recent.total();
        let reply = self.send(request);
        assert_eq!(
            self.recent.total(),
            before + 1,
            "every delivery is observed once"
        );
        let record = self.recent.last().pop().unwrap();
        assert_eq!(reply.status, record.status());
        (reply, record)
    }
}

/// The bytes of a body that is there already.
fn text_of(body: Full<Bytes>) -> String {
    let mut collected = std::pin::pin!(body.collect());
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(Ok(collected)) = collected.as_mut().poll(&mut context) else {
        unreachable!("a full body is ready")
    };
    String::from_utf8(collected.to_bytes().into()).unwrap()
}

/// What handlers write down, given to them as state.
#[derive(Clone, Debug, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn write(&self, line: impl Into<String>) {
        self.0.lock().unwrap().push(line.into());
    }

    /// What was written since the last call.
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}
