//! A delivery for every kind of outcome, so that a new kind cannot stay untested.

use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body, Frame};
use http_body_util::Full;
use webhook_core::observe::{DeliveryRecord, RecentDeliveries};
use webhook_core::outcome::OutcomeKind;
use webhook_core::{Dispatcher, EventGroup as _, Secret};

use super::{AWAY, MARKER, Many, Once, SECRET, Stored, TOKEN, Telling, body, signed};

/// A request, and what happens before and while it arrives.
#[derive(Clone, Debug)]
pub(super) struct Case {
    /// Dispatched first, and polled once: it is done by then, or runs while the other is dispatched.
    pub(super) before: Option<Request<Bytes>>,
    pub(super) request: Request<Bytes>,
    end: End,
    pub(super) status: u16,
}

/// How a body ends.
#[derive(Clone, Copy, Debug)]
enum End {
    Whole,
    Broken,
    Never,
}

/// Every way to an outcome.
///
/// A kind that is not here panics, and the tests ask for every kind that there is.
pub(super) fn of(kind: OutcomeKind) -> Vec<Case> {
    let how = |how: &str, status| vec![case(signed::<Telling>(&body(how)), status)];
    let once = |first: &str, second: &str, status| {
        let mut case = case(signed::<Once>(&body(second)), status);
        case.before = Some(signed::<Once>(&body(first)));
        vec![case]
    };
    let stored = |first: &str, second: &str, status| {
        let mut case = case(signed::<Stored>(&body(second)), status);
        case.before = Some(signed::<Stored>(&body(first)));
        vec![case]
    };
    let named = |name: &str| signed::<Telling>(&body("work").replacen("told", name, 1));
    let telling = |body: String, status| case(signed::<Telling>(&body), status);
    match kind {
        OutcomeKind::Handled => how("work", 200),
        OutcomeKind::Accepted => vec![case(signed::<Stored>(&body("fail")), 200)],
        OutcomeKind::Handshake => vec![changed(200, |request| {
            *request.method_mut() = http::Method::OPTIONS;
            header(request, "x-token", TOKEN);
        })],
        OutcomeKind::Ignored => vec![case(named("ignored"), 200)],
        OutcomeKind::Unhandled => vec![case(named("unhandled"), 200)],
        OutcomeKind::Unknown => vec![case(named(MARKER), 200)],
        OutcomeKind::Failed => how("fail", 500),
        OutcomeKind::Retry => how("retry", 503),
        OutcomeKind::Permanent => how("permanent", 422),
        OutcomeKind::Panicked => how("panic", 500),
        OutcomeKind::TimedOut => how("hang", 503),
        OutcomeKind::Unavailable => {
            let away = body("work").replace("id-1", AWAY);
            vec![case(signed::<Once>(&away), 503)]
        }
        OutcomeKind::Duplicate => [once("work", "work", 200), stored("work", "work", 200)].concat(),
        OutcomeKind::Running => once("hang", "hang", 503),
        OutcomeKind::Conflict => [once("work", "fail", 200), stored("work", "fail", 200)].concat(),
        OutcomeKind::Rejected => forgeries(),
        OutcomeKind::Malformed => vec![
            telling(format!(r#"{{"type":"told","data":{{"{MARKER}""#), 400),
            telling(format!(r#"{{"data":"{MARKER}"}}"#), 400),
            telling(format!(r#"{{"type":["{MARKER}"]}}"#), 400),
            telling(format!(r#"{{"type":"told","type":"{MARKER}"}}"#), 400),
            telling(format!("{MARKER} {}", body("work")), 400),
            case(signed::<Many>(&format!(r#"{{"events":"{MARKER}"}}"#)), 400),
        ],
        OutcomeKind::InvalidPayload => vec![
            telling(body(MARKER), 422),
            telling(format!(r#"{{"type":"told","data":"{MARKER}"}}"#), 422),
            telling(
                format!(r#"{{"type":"told","data":{{"how":"work","note":["{MARKER}"]}}}}"#),
                422,
            ),
            case(signed::<Once>(&body(MARKER)), 422),
        ],
        OutcomeKind::TooLarge => vec![telling(MARKER.repeat(100), 413)],
        OutcomeKind::MethodNotAllowed => vec![changed(405, |request| {
            *request.method_mut() = http::Method::PUT;
        })],
        OutcomeKind::UnsupportedMediaType => vec![
            changed(415, |request| header(request, "content-type", MARKER)),
            changed(415, |request| header(request, "content-encoding", MARKER)),
        ],
        OutcomeKind::Incomplete => ending(End::Broken, 400),
        OutcomeKind::SlowBody => ending(End::Never, 408),
        kind => panic!("no delivery has the outcome `{kind}`: give one here"),
    }
}

fn forgeries() -> Vec<Case> {
    let stale = |request: &mut Request<Bytes>| {
        header(request, "x-sent", "1700000000");
        let scheme = Telling::DESCRIPTOR.scheme().unwrap();
        scheme.sign(&Secret::new(SECRET), request).unwrap();
    };
    vec![
        changed(401, |request| *request.body_mut() = body("fail").into()),
        changed(401, |request| {
            drop(request.headers_mut().remove("x-signature"));
        }),
        changed(401, |request| header(request, "x-signature", MARKER)),
        changed(401, |request| header(request, "x-signature", SECRET)),
        changed(401, |request| {
            header(request, "x-signature", &"00".repeat(32));
        }),
        changed(401, |request| header(request, "x-sent", MARKER)),
        changed(401, stale),
        changed(401, |request| {
            *request.method_mut() = http::Method::OPTIONS;
            header(request, "x-token", MARKER);
        }),
    ]
}

fn case(request: Request<Bytes>, status: u16) -> Case {
    Case {
        before: None,
        request,
        end: End::Whole,
        status,
    }
}

/// A genuine delivery that was changed on the way.
fn changed(status: u16, change: impl FnOnce(&mut Request<Bytes>)) -> Case {
    let mut request = signed::<Telling>(&body("work"));
    change(&mut request);
    case(request, status)
}

fn ending(end: End, status: u16) -> Vec<Case> {
    let whole = case(signed::<Telling>(&body("work")), status);
    vec![Case { end, ..whole }]
}

fn header(request: &mut Request<Bytes>, name: &'static str, value: &str) {
    request.headers_mut().insert(name, value.parse().unwrap());
}

impl Case {
    /// Dispatches it; returns the reply, and what the observer was told.
    pub(super) fn play(
        &self,
        dispatcher: &Dispatcher,
        recent: &RecentDeliveries,
    ) -> (Response<Full<Bytes>>, Arc<DeliveryRecord>) {
        let before = async {
            if let Some(before) = self.before.clone() {
                dispatcher.dispatch(before.map(Full::new)).await;
            }
        };
        let mut before = pin!(before);
        let _done_or_running = before
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()));
        let request = self.request.clone().map(|bytes| Arriving {
            bytes: Some(bytes),
            end: self.end,
        });
        let reply = dispatcher.dispatch_blocking(request);
        assert_eq!(reply.status(), self.status, "{self:?}");
        (reply, recent.last().pop().unwrap())
    }
}

/// Every delivery of every outcome, on a dispatcher that saw none before.
pub(super) fn play_all(
    mut told: impl FnMut(&Case, &Dispatcher, Response<Full<Bytes>>, &DeliveryRecord),
) -> usize {
    let mut count = 0;
    for kind in OutcomeKind::ALL {
        let cases = of(*kind);
        assert!(!cases.is_empty(), "no delivery has the outcome `{kind}`");
        for case in cases {
            let recent = Arc::new(RecentDeliveries::new(1));
            let dispatcher = super::builder().observer(recent.clone()).build().unwrap();
            let (reply, record) = case.play(&dispatcher, &recent);
            assert_eq!(record.outcome(), *kind, "{case:?}");
            told(&case, &dispatcher, reply, &record);
            count += 1;
        }
    }
    count
}

/// Items of every sort in one delivery.
pub(super) fn many() -> Request<Bytes> {
    let items = [
        body("work"),
        body("fail"),
        body("retry"),
        body("permanent"),
        body("panic"),
        body(MARKER),
        body("work").replacen("told", MARKER, 1),
        format!("{MARKER:?}"),
        format!(r#"{{"type":["{MARKER}"]}}"#),
    ];
    signed::<Many>(&format!(r#"{{"events":[{}]}}"#, items.join(",")))
}

/// A body that ends in some way.
struct Arriving {
    bytes: Option<Bytes>,
    end: End,
}

impl Body for Arriving {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(bytes) = self.bytes.take() {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        match self.end {
            End::Whole => Poll::Ready(None),
            // Somebody's error may quote what was read.
            End::Broken => Poll::Ready(Some(Err(io::Error::other(MARKER)))),
            End::Never => Poll::Pending,
        }
    }
}
