//! What a body may cost before its sender is known.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body::{Body, Frame};
use webhook_core::group::DEFAULT_MAX_BODY;
use webhook_core::{Dispatcher, DispatcherBuilder, EventGroup, Unsigned};
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

/// As much of a refused body as is read here, and for how long.
const DRAIN: u64 = 64 * 1024;
const DRAIN_TIME: Duration = Duration::from_millis(300);

fn dispatcher() -> Dispatcher {
    dispatcher_with_drain(DRAIN)
}

fn dispatcher_with_drain(bytes: u64) -> Dispatcher {
    builder(bytes).build().unwrap()
}

fn builder(drain: u64) -> DispatcherBuilder {
    Dispatcher::builder()
        .group::<StateSet>(Secrets::defaults().of::<StateSet>())
        .body_deadline(Duration::from_millis(200))
        .drain(drain, DRAIN_TIME)
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
        // A million frames take their time.
        let reply = builder(DRAIN)
            .body_deadline(Duration::from_mins(1))
            .build()
            .unwrap()
            .dispatch(Request::post("/stateset").body(body).unwrap())
            .await;
        let (pulled, grown) = (
            pulled.load(Ordering::Relaxed),
            peak().saturating_sub(before),
        );
        println!("chunks of {chunk}: {pulled} bytes pulled, peak memory grew by {grown}");
        assert_eq!(reply.status(), 413);
        // What is over the limit is read and dropped before the reply, but not much of it.
        let limit = (DEFAULT_MAX_BODY + 2 * chunk) as u64 + DRAIN;
        assert!(pulled <= limit, "{pulled}");
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

/// A body that counts how often it was asked for, and says nothing of its length.
struct Asked {
    frames: Vec<Bytes>,
    /// Whether it comes to an end after them.
    ends: bool,
    polls: Arc<AtomicU64>,
}

impl Body for Asked {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.polls.fetch_add(1, Ordering::Relaxed);
        match self.frames.pop() {
            Some(frame) => Poll::Ready(Some(Ok(Frame::data(frame)))),
            None if self.ends => Poll::Ready(None),
            None => Poll::Pending,
        }
    }
}

/// Requests that are refused by their heads: the status, and what makes it so.
fn refused() -> [(u16, http::request::Builder); 5] {
    let over = (DEFAULT_MAX_BODY + 1).to_string();
    [
        (404, Request::post("/nowhere")),
        (405, Request::put("/stateset")),
        (
            415,
            Request::post("/stateset").header("content-type", "text/xml"),
        ),
        (
            415,
            Request::post("/stateset").header("content-encoding", "gzip"),
        ),
        // Under what may be drained where the dispatcher of the test drains more.
        (
            413,
            Request::post("/stateset").header("content-length", over),
        ),
    ]
}

const MANY: u64 = 8 * 1024 * 1024;

async fn refuse(
    dispatcher: &Dispatcher,
    request: http::request::Builder,
    body: (&[usize], bool),
) -> (u16, u64, Duration) {
    let polls = Arc::default();
    let body = Asked {
        frames: body.0.iter().map(|n| vec![b'x'; *n].into()).collect(),
        ends: body.1,
        polls: Arc::clone(&polls),
    };
    let begun = std::time::Instant::now();
    let reply = dispatcher.dispatch(request.body(body).unwrap()).await;
    let polls = polls.load(Ordering::Relaxed);
    (reply.status().as_u16(), polls, begun.elapsed())
}

#[tokio::test]
async fn a_refused_body_is_read_before_the_reply() {
    let dispatcher = dispatcher_with_drain(MANY);
    for (status, request) in refused() {
        let (replied, polls, _) = refuse(&dispatcher, request, (&[1000, 0, 1], true)).await;
        assert_eq!((replied, polls), (status, 4));
    }
}

#[tokio::test]
async fn a_refused_body_is_not_waited_for_in_vain() {
    let dispatcher = dispatcher_with_drain(MANY);
    for (status, request) in refused() {
        let (replied, polls, elapsed) = refuse(&dispatcher, request, (&[10], false)).await;
        assert_eq!(replied, status);
        assert!(polls >= 2 && elapsed >= DRAIN_TIME, "{status} {elapsed:?}");
        assert!(elapsed < DRAIN_TIME * 10, "{status} {elapsed:?}");
    }
}

/// Frames without a byte count as time.
#[tokio::test]
async fn a_refused_body_of_nothing_ends() {
    struct Nothing;

    impl Body for Nothing {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            Poll::Ready(Some(Ok(Frame::data(Bytes::new()))))
        }
    }

    for (status, request) in refused() {
        let request = request.body(Nothing).unwrap();
        let reply = dispatcher_with_drain(MANY).dispatch(request).await;
        assert_eq!(reply.status(), status);
    }
}

#[tokio::test]
async fn who_does_not_write_all_first_is_answered_at_once() {
    let at_once = [
        ("100-Continue", dispatcher_with_drain(MANY)),
        ("100-continue, foo", dispatcher_with_drain(MANY)),
        ("foo=\"a\" ,\t100-CONTINUE", dispatcher_with_drain(MANY)),
        ("100-continue;q=1", dispatcher_with_drain(MANY)),
        (", 100-continue,", dispatcher_with_drain(MANY)),
        ("two lines", dispatcher_with_drain(MANY)),
        ("http 2", dispatcher_with_drain(MANY)),
        ("over the drain", dispatcher()),
        ("off", dispatcher_with_drain(0)),
    ];
    for (why, dispatcher) in at_once {
        for (status, request) in refused() {
            let request = match why {
                "two lines" => request
                    .header("expect", "foo")
                    .header("expect", "100-continue"),
                _ if why.to_ascii_lowercase().contains("100-continue") => {
                    request.header("expect", why)
                }
                "http 2" => request.version(http::Version::HTTP_2),
                "over the drain" if status != 413 => request.header("content-length", DRAIN + 1),
                _ => request,
            };
            let (replied, polls, _) = refuse(&dispatcher, request, (&[10], false)).await;
            assert_eq!((replied, polls), (status, 0), "{why}");
        }
    }
}

/// Its beginning was asked for, so that the sender was told to go on.
#[tokio::test]
async fn a_body_that_was_begun_is_read_to_its_end() {
    let request = Request::post("/stateset").header("expect", "100-continue");
    let frames = [10, 10, DEFAULT_MAX_BODY, 10];
    let (replied, polls, _) = refuse(&dispatcher(), request, (&frames, true)).await;
    assert_eq!((replied, polls), (413, 5));
}

/// A body that says nothing of its length, and one that knows it.
async fn of_both_kinds(
    request: impl Fn() -> http::request::Builder,
    body: &'static [u8],
) -> [u16; 2] {
    let dispatcher = Dispatcher::builder()
        .group::<Anyone>(Unsigned)
        .build()
        .unwrap();
    let unknown = Asked {
        frames: vec![Bytes::from_static(body)],
        ends: true,
        polls: Arc::default(),
    };
    let known = String::from_utf8(body.to_vec()).unwrap();
    let unknown = dispatcher.dispatch(request().body(unknown).unwrap()).await;
    let known = dispatcher.dispatch(request().body(known).unwrap()).await;
    [unknown, known].map(|reply| reply.status().as_u16())
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/anyone", signature = none)]
enum Anyone {
    #[event("anything", ignore)]
    Anything(serde::de::IgnoredAny),
}

/// Whatever the server, or the body, says of how it ended.
#[tokio::test]
async fn fewer_bytes_than_announced_are_incomplete() {
    let body = br#"{"type":"anything","a":1}"#;
    let length = body.len();
    let over = (DEFAULT_MAX_BODY + 1).to_string();
    for (lengths, status) in [
        (vec![], 200),
        (vec![length.to_string()], 200),
        (vec![format!("000{length}")], 200),
        (vec![length.to_string(), length.to_string()], 200),
        (vec![(length - 1).to_string()], 200), // no server does it, and a signature says more
        (vec![(length + 1).to_string()], 400),
        (vec!["100".to_owned()], 400),
        (vec![over], 413),
        (vec![length.to_string(), (length + 1).to_string()], 400),
        (vec![(length + 1).to_string(), length.to_string()], 400),
        (vec![length.to_string(), "x".to_owned()], 400),
        (vec!["x".to_owned()], 400),
        (vec![format!("+{length}")], 400),
        (vec![format!("-{length}")], 400),
        (vec![format!("{length}.0")], 400),
        (vec![format!("0x{length:x}")], 400),
        (vec![format!("{length}, {length}")], 400),
        (vec![format!("{length} {length}")], 400),
        (vec![String::new()], 400),
        (vec![u64::MAX.to_string()], 413),
        (vec!["18446744073709551616".to_owned()], 400),
        (vec!["9".repeat(100)], 400),
    ] {
        let request = || {
            let request = Request::post("/anyone");
            let lines = lengths.iter();
            lines.fold(request, |request, length| {
                request.header("content-length", length)
            })
        };
        assert_eq!(
            of_both_kinds(request, body).await,
            [status; 2],
            "{lengths:?}"
        );
        // Chunks decide where both are said, but not what is no length.
        let chunked = || request().header("transfer-encoding", "chunked");
        let status = if status == 413 || lengths == ["100"] || lengths == [(length + 1).to_string()]
        {
            200
        } else {
            status
        };
        assert_eq!(
            of_both_kinds(chunked, body).await,
            [status; 2],
            "{lengths:?} and chunks"
        );
    }
}
