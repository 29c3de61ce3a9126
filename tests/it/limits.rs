//! What a body may cost before anybody knows who sent it.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body::{Body, Frame};
use webhook_core::{DEFAULT_MAX_BODY, Dispatcher};
use webhook_examples::sender::Secrets;
use webhook_examples::stateset::StateSet;

/// A body that is made while it is read, without an announced length.
struct Generated {
    left: u64,
    chunk: Bytes,
    pulled: Arc<AtomicU64>,
}

impl Body for Generated {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let length = self.left.min(self.chunk.len() as u64);
        if length == 0 {
            return Poll::Ready(None);
        }
        self.left -= length;
        self.pulled.fetch_add(length, Ordering::Relaxed);
        let frame = self.chunk.slice(..usize::try_from(length).unwrap());
        Poll::Ready(Some(Ok(Frame::data(frame))))
    }
}

fn dispatcher() -> Dispatcher {
    Dispatcher::builder()
        .group::<StateSet>(Secrets::defaults().of::<StateSet>())
        .body_deadline(Duration::from_millis(200))
        .build()
        .unwrap()
}

/// The peak of this process's resident memory, in bytes; 0 where the system does not say.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok())
        .unwrap_or(0)
        * 1024
}

#[tokio::test]
async fn ten_gigabytes_cost_the_limit() {
    for chunk in [1, 1000, 64 * 1024] {
        let pulled = Arc::new(AtomicU64::new(0));
        let body = Generated {
            left: 10 * 1024 * 1024 * 1024,
            chunk: Bytes::from(vec![b'x'; chunk]),
            pulled: Arc::clone(&pulled),
        };
        let before = peak();
        let reply = dispatcher()
            .dispatch(Request::post("/stateset").body(body).unwrap())
            .await;
        let (pulled, grown) = (pulled.load(Ordering::Relaxed), peak() - before);
        println!("chunks of {chunk}: {pulled} bytes pulled, peak memory grew by {grown}");
        assert_eq!(reply.status(), 413);
        assert!(pulled <= (DEFAULT_MAX_BODY + chunk) as u64);
    }
}

#[tokio::test]
async fn a_body_at_the_limit_is_read() {
    for (left, status) in [
        (DEFAULT_MAX_BODY as u64, 401),
        (DEFAULT_MAX_BODY as u64 + 1, 413),
    ] {
        let body = Generated {
            left,
            chunk: Bytes::from(vec![b'x'; 1000]),
            pulled: Arc::default(),
        };
        let reply = dispatcher()
            .dispatch(Request::post("/stateset").body(body).unwrap())
            .await;
        assert_eq!(reply.status(), status);
    }
}

/// Never ready, and never done.
struct Stalled;

impl Body for Stalled {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Pending
    }
}

#[tokio::test]
async fn a_body_that_stalls_is_408() {
    let reply = dispatcher()
        .dispatch(Request::post("/stateset").body(Stalled).unwrap())
        .await;
    assert_eq!(reply.status(), 408);
}

/// A limit that a layer put around the body is 413 as well, however often it is wrapped.
#[tokio::test]
async fn the_limit_of_a_layer_is_413() {
    let body = http_body_util::Limited::new(axum::body::Body::from("x".repeat(100)), 10);
    let request = Request::post("/stateset")
        .body(axum::body::Body::new(body))
        .unwrap();
    assert_eq!(dispatcher().dispatch(request).await.status(), 413);
}
