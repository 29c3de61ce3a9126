//! Bodies that are always ready and never end.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Method, Request};
use http_body::{Body, Frame};
use webhook_core::dispatcher::Timer;
use webhook_core::{Dispatcher, EventGroup, Unsigned};

#[derive(Debug, EventGroup)]
#[event_group(path = "/endless", signature = none)]
enum Endless {
    #[event("anything", ignore)]
    Anything(serde::de::IgnoredAny),
}

/// As many frames as there are, each of so many bytes.
struct Frames {
    left: usize,
    bytes: usize,
}

impl Body for Frames {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let Some(left) = self.left.checked_sub(1) else {
            return Poll::Ready(None);
        };
        self.left = left;
        let data = Bytes::from(vec![b' '; self.bytes]);
        Poll::Ready(Some(Ok(Frame::data(data))))
    }
}

/// A timer that needs the thread, as that of a runtime with one thread does.
struct Tokio;

impl Timer for Tokio {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(duration))
    }
}

const SHORT: Duration = Duration::from_millis(50);

fn dispatchers() -> [Dispatcher; 2] {
    let builder = || {
        let builder = Dispatcher::builder().group::<Endless>(Unsigned);
        builder.body_deadline(SHORT).drain(u64::MAX, SHORT)
    };
    [
        builder().build().unwrap(),
        builder().timer(Tokio).build().unwrap(),
    ]
}

fn request(method: Method, left: usize, bytes: usize) -> Request<Frames> {
    let request = Request::builder().method(method).uri("/endless");
    request.body(Frames { left, bytes }).unwrap()
}

#[tokio::test(flavor = "current_thread")]
async fn a_body_without_an_end_has_its_time_and_no_more() {
    for dispatcher in dispatchers() {
        for (method, status) in [(Method::POST, 408), (Method::GET, 405)] {
            let (began, endless) = (Instant::now(), request(method, usize::MAX, 0));
            let reply = dispatcher.dispatch(endless).await;
            assert_eq!(reply.status(), status);
            let took = began.elapsed();
            assert!(took >= SHORT && took < Duration::from_secs(10), "{took:?}");
        }
    }
}

/// It does not keep others from the thread either.
#[tokio::test(flavor = "current_thread")]
async fn a_body_without_an_end_gives_way() {
    for dispatcher in dispatchers() {
        for method in [Method::POST, Method::GET] {
            let endless = request(method, usize::MAX, 0);
            tokio::select! {
                biased;
                _ = dispatcher.dispatch(endless) => panic!("the other was first"),
                () = tokio::task::yield_now() => {}
            }
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_body_in_many_frames_is_a_body() {
    let builder = Dispatcher::builder().group::<Endless>(Unsigned);
    let dispatcher = builder.timer(Tokio).build().unwrap();
    for (frames, bytes) in [
        (127, 8_192),
        (128, 8_192),
        (129, 1),
        (1_000, 7),
        (10_000, 1),
    ] {
        let reply = dispatcher.dispatch(request(Method::POST, frames, bytes));
        // White space is no JSON, and was read to its end.
        assert_eq!(reply.await.status(), 400, "{frames} frames");
    }
    let large = request(Method::POST, 129, 8_192);
    assert_eq!(dispatcher.dispatch(large).await.status(), 413);
}
