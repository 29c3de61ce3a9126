//! Requests that are dropped, stores that panic or never answer, and the receipt's own deadline.

use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use webhook_core::dispatcher::Timer;

use super::*;

/// Pending for some polls.
async fn pauses(mut count: usize) {
    std::future::poll_fn(|context| {
        if count == 0 {
            return Poll::Ready(());
        }
        count -= 1;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// A table that waits before and after it stores.
struct Slow(Table);

impl Intake for Slow {
    fn accept(
        &self,
        deliveries: Vec<Incoming>,
    ) -> BoxFuture<'_, Result<Vec<Accepted>, Unavailable>> {
        Box::pin(async move {
            pauses(3).await;
            let answers = self.0.accept(deliveries).await;
            pauses(3).await;
            answers
        })
    }
}

/// The reply comes only after the store's, and dropping the request before leaves nothing half done.
#[test]
fn a_request_may_be_dropped_at_every_poll() {
    let mut context = Context::from_waker(Waker::noop());
    let mut stored = Vec::new();
    for polls in 0.. {
        let table = Table::default();
        let builder = Dispatcher::builder().inbox(Slow(table.clone()));
        let dispatcher = builder.group::<Shop>(Secret::new(SECRET)).build().unwrap();
        let request = || signed::<Shop>(&body("paid", "1", "a"));
        let ended = {
            let mut dispatching = pin!(dispatcher.dispatch(request()));
            (0..polls).any(|_| dispatching.as_mut().poll(&mut context).is_ready())
        };
        stored.push(table.rows().len());
        assert_eq!(dispatcher.dispatch_blocking(request()).status(), 200);
        assert_eq!(table.states(), [State::Queued], "after {polls} polls");
        if ended {
            assert_eq!(polls, 7);
            break;
        }
    }
    assert_eq!(stored, [0, 0, 0, 0, 1, 1, 1, 1]);
    assert_eq!(CALLS.load(Ordering::Relaxed), 0);
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Called,
    Polled,
    Dropped,
}

struct Panics(At);

struct Bomb(bool);

impl Drop for Bomb {
    fn drop(&mut self) {
        assert!(!self.0, "the connection is gone");
    }
}

impl Intake for Panics {
    fn accept(&self, all: Vec<Incoming>) -> BoxFuture<'_, Result<Vec<Accepted>, Unavailable>> {
        assert_ne!(self.0, At::Called, "the pool is gone");
        let bomb = Bomb(self.0 == At::Dropped);
        Box::pin(async move {
            let _bomb = bomb;
            pauses(1).await;
            assert_ne!(self.0, At::Polled, "the pool is gone");
            Ok(vec![Accepted::New; all.len()])
        })
    }
}

#[test]
fn a_store_that_panics_is_answered_500() {
    for at in [At::Called, At::Polled, At::Dropped] {
        let builder = Dispatcher::builder().inbox(Panics(at));
        let dispatcher = builder.group::<Shop>(Secret::new(SECRET)).build().unwrap();
        let request = signed::<Shop>(&body("paid", "1", "a"));
        let status = dispatcher.dispatch_blocking(request).status();
        assert_eq!(status, 500, "{at:?}");
    }
}

/// Notes how long it is asked to wait, and waits as long as it says.
#[derive(Clone, Default)]
struct Noted {
    asked: Arc<Mutex<Vec<Duration>>>,
    fires: bool,
}

impl Timer for Noted {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.asked.lock().unwrap().push(duration);
        if self.fires {
            Box::pin(std::future::ready(()))
        } else {
            Box::pin(std::future::pending())
        }
    }
}

/// `Shop` has a deadline of 30 ms, which is that of a run. The receipt has ten seconds, whatever the store does.
#[test]
fn the_deadline_is_not_that_of_the_receipt() {
    for fires in [false, true] {
        let timer = Noted {
            fires,
            ..Noted::default()
        };
        let recent = Arc::new(RecentDeliveries::new(1));
        let builder = Dispatcher::builder()
            .inbox(Slow(Table::default()))
            .timer(timer.clone())
            .observer(Arc::clone(&recent));
        let dispatcher = builder.group::<Shop>(Secret::new(SECRET)).build().unwrap();
        let reply = dispatcher.dispatch_blocking(signed::<Shop>(&body("paid", "1", "a")));
        let outcome = recent.last().pop().unwrap().outcome();
        let expected = if fires {
            (503, OutcomeKind::TimedOut)
        } else {
            (200, OutcomeKind::Accepted)
        };
        assert_eq!((reply.status().as_u16(), outcome), expected);
        let asked = timer.asked.lock().unwrap();
        assert_eq!(*asked, [Duration::from_secs(10)]);
    }
}

#[tokio::test]
async fn a_router_stores_deliveries_too() {
    use tower::ServiceExt as _;

    let fixture = Fixture::of::<Shop>();
    let router = fixture.dispatcher.clone().into_router::<()>();
    for outcome in [OutcomeKind::Accepted, OutcomeKind::Duplicate] {
        let request = signed::<Shop>(&body("paid", "1", "a")).map(axum::body::Body::new);
        let reply = router.clone().oneshot(request).await.unwrap();
        assert_eq!(reply.status(), 200);
        assert_eq!(fixture.last().outcome(), outcome);
    }
    assert_eq!(fixture.table.states(), [State::Queued]);
}

#[derive(Debug, EventGroup)]
#[event_group(preset = stripe, path = "/usual", durable)]
enum Usual {
    #[event("a")]
    A,
}

#[on_event(group = "usual", event = "a")]
async fn usual() {
    std::future::pending::<()>().await;
}

#[derive(Debug, EventGroup)]
#[event_group(preset = stripe, path = "/quick", deadline = "30ms", durable)]
enum Quick {
    #[event("a")]
    A,
}

#[on_event(group = "quick", event = "a")]
async fn quick() {
    std::future::pending::<()>().await;
}

/// A run has the group's deadline, or a minute.
#[tokio::test]
async fn a_run_has_a_deadline() {
    let timer = Noted {
        fires: true,
        ..Noted::default()
    };
    let table = Table::default();
    let secret = || Secret::new("whsec_of-more-than-24-bytes");
    let builder = Dispatcher::builder()
        .inbox(table.clone())
        .timer(timer.clone())
        .group::<Usual>(secret())
        .group::<Quick>(secret());
    let dispatcher = builder.build().unwrap();
    for descriptor in [Usual::DESCRIPTOR, Quick::DESCRIPTOR] {
        let mut request = Request::post(descriptor.paths()[0])
            .body(Bytes::from(r#"{"id":"evt_1","type":"a"}"#))
            .unwrap();
        let scheme = descriptor.scheme().unwrap();
        scheme.sign(&secret(), &mut request).unwrap();
        let reply = dispatcher.dispatch(request.map(Full::new)).await;
        assert_eq!(reply.status(), 200);
    }
    for row in table.rows() {
        let stored = row.incoming.delivery();
        let outcome = dispatcher.run_stored(stored, http::Extensions::new()).await;
        assert_eq!(outcome.kind(), OutcomeKind::TimedOut);
    }
    let asked = timer.asked.lock().unwrap();
    assert_eq!(*asked, [Duration::from_mins(1), Duration::from_millis(30)]);
}
