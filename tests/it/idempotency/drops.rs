//! A dispatch that is dropped at any moment, and stores that wait or panic: a success is never recorded as a failure,
//! and the process survives.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use webhook_core::future::BoxFuture;
use webhook_core::inbox::{
    BodyDigest, Claim, ClaimEnd, ClaimKey, ClaimStore, ClaimToken, MemoryClaims, Unavailable,
};
use webhook_core::verification::{KeyRequest, KeySource};
use webhook_core::{Dispatcher, EventGroup, Failure, Keyring, Secret, State, on_event};

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/drops",
    each = "/items",
    discriminator = "$item#/type",
    id = "$item#/id",
    idempotent,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub(crate) enum Drops {
    #[event("sync")]
    Sync,
    #[event("async")]
    Async,
    #[event("fails")]
    Fails,
}

/// The same, one by one.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/drop",
    discriminator = "/type",
    id = "/id",
    idempotent,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub(crate) enum Drop {
    #[event("sync")]
    Sync,
    #[event("async")]
    Async,
    #[event("fails")]
    Fails,
}

/// What happened, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    Claimed,
    Succeeded,
    Told(ClaimEnd),
}

#[derive(Clone, Default)]
struct History(Arc<Mutex<Vec<Seen>>>);

impl History {
    fn add(&self, seen: Seen) {
        self.0.lock().unwrap().push(seen);
    }

    fn count(&self, seen: Seen) -> usize {
        let history = self.0.lock().unwrap();
        history.iter().filter(|other| **other == seen).count()
    }

    fn take(&self) -> Vec<Seen> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

#[on_event(group = "drops", event = "sync")]
fn many_sync(State(history): State<History>) {
    history.add(Seen::Succeeded);
}

#[on_event(group = "drops", event = "async")]
async fn many_async(State(history): State<History>) {
    pauses(2).await;
    history.add(Seen::Succeeded);
}

#[on_event(group = "drops", event = "fails")]
async fn many_fails() -> Result<(), Failure> {
    pauses(1).await;
    Err(Failure::new("not yet"))
}

#[on_event(group = "drop", event = "sync")]
fn one_sync(State(history): State<History>) {
    history.add(Seen::Succeeded);
}

#[on_event(group = "drop", event = "async")]
async fn one_async(State(history): State<History>) {
    pauses(2).await;
    history.add(Seen::Succeeded);
}

#[on_event(group = "drop", event = "fails")]
async fn one_fails() -> Result<(), Failure> {
    pauses(1).await;
    Err(Failure::new("not yet"))
}

async fn pauses(count: usize) {
    for _ in 0..count {
        tokio::task::yield_now().await;
    }
}

/// When a store does what it was asked: as soon as it was, or when its future is polled for the last time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    AtOnce,
    AtLast,
}

/// A store that waits, as one behind a network does.
struct Waits {
    inner: MemoryClaims,
    history: History,
    when: When,
}

impl ClaimStore for Waits {
    fn claim<'a>(
        &'a self,
        key: &'a ClaimKey,
        body: &'a BodyDigest,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<Claim, Unavailable>> {
        Box::pin(async move {
            pauses(2).await;
            let claim = self.inner.claim(key, body, now).await;
            if let Ok(Claim::New(_)) = claim {
                self.history.add(Seen::Claimed);
            }
            claim
        })
    }

    fn finish<'a>(
        &'a self,
        key: &'a ClaimKey,
        token: ClaimToken,
        end: ClaimEnd,
    ) -> BoxFuture<'a, Result<(), Unavailable>> {
        self.history.add(Seen::Told(end));
        let now = (self.when == When::AtOnce).then(|| self.inner.finish(key, token, end));
        Box::pin(async move {
            pauses(3).await;
            match now {
                Some(now) => now.await,
                None => self.inner.finish(key, token, end).await,
            }
        })
    }
}

struct Keys;

impl KeySource for Keys {
    fn keyring<'a>(
        &'a self,
        _: KeyRequest<'a>,
    ) -> BoxFuture<'a, Result<Option<Arc<Keyring>>, Failure>> {
        Box::pin(async {
            pauses(2).await;
            Ok(Some(Arc::new(Keyring::from(secret()))))
        })
    }
}

fn secret() -> Secret {
    Secret::new("your-shared-secret")
}

fn dispatcher(claims: impl ClaimStore + 'static, history: &History) -> Dispatcher {
    Dispatcher::builder()
        .group::<Drops>(Keys)
        .group::<Drop>(Keys)
        .claims(claims)
        .state(history.clone())
        .build()
        .unwrap()
}

fn signed<G: EventGroup>(path: &str, body: String) -> Request<Full<Bytes>> {
    let mut request = Request::post(path).body(Bytes::from(body)).unwrap();
    let scheme = G::DESCRIPTOR.scheme().unwrap();
    scheme.sign(&secret(), &mut request).unwrap();
    request.map(Full::new)
}

fn one(event: &str) -> Request<Full<Bytes>> {
    signed::<Drop>("/drop", format!(r#"{{"type":"{event}","id":"1"}}"#))
}

/// A delivery of three items.
fn many(event: &str) -> Request<Full<Bytes>> {
    let items: Vec<_> = ["1", "2", "3"]
        .iter()
        .map(|id| format!(r#"{{"type":"{event}","id":"{id}"}}"#))
        .collect();
    signed::<Drops>("/drops", format!(r#"{{"items":[{}]}}"#, items.join(",")))
}

/// Polls a dispatch as often as it is told, and drops it; the response, if there was one.
pub(super) fn polled(
    dispatching: impl Future<Output = Response<Full<Bytes>>>,
    times: usize,
) -> Option<Response<Full<Bytes>>> {
    let mut dispatching = pin!(dispatching);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..times {
        if let Poll::Ready(response) = dispatching.as_mut().poll(&mut context) {
            return Some(response);
        }
    }
    None
}

/// What was told must fit what happened: each claim that was got is ended, and by the truth.
#[track_caller]
fn check(history: &[Seen], whole: bool, why: &str) {
    let (mut open, mut succeeded) = (false, false);
    for seen in history {
        match seen {
            Seen::Claimed => (open, succeeded) = (true, false),
            Seen::Succeeded => succeeded = true,
            Seen::Told(end) => {
                let truth = if succeeded {
                    ClaimEnd::Done
                } else {
                    ClaimEnd::Failed
                };
                assert_eq!(*end, truth, "{why}: {history:?}");
                assert!(
                    !whole || open,
                    "{why}: told twice without a reason: {history:?}"
                );
                open = false;
            }
        }
    }
    assert!(!open, "{why}: a claim was left open: {history:?}");
}

#[test]
fn a_dispatch_dropped_after_any_poll_tells_the_truth() {
    for (many_items, request) in [(false, one as fn(&str) -> _), (true, many)] {
        for (event, when) in ["sync", "async", "fails"]
            .into_iter()
            .flat_map(|event| [(event, When::AtOnce), (event, When::AtLast)])
        {
            let mut whole = None;
            for times in 0..1_000 {
                let why = format!("{event} {when:?} many: {many_items}, {times} polls");
                let history = History::default();
                let claims = Waits {
                    inner: MemoryClaims::default(),
                    history: history.clone(),
                    when,
                };
                let dispatcher = dispatcher(claims, &history);
                let answered = polled(dispatcher.dispatch(request(event)), times);
                let succeeded = history.count(Seen::Succeeded);
                check(&history.take(), answered.is_some(), &why);
                // The sender comes again: what has succeeded does not run again, and all runs in the end where it can.
                let again = polled(dispatcher.dispatch(request(event)), 1_000).unwrap();
                let all = succeeded + history.count(Seen::Succeeded);
                let expected = if many_items { 3 } else { 1 };
                match (event, again.status().as_u16()) {
                    ("fails", 500) => assert_eq!(all, 0, "{why}"),
                    (_, 200) => assert_eq!(all, expected, "{why}"),
                    // The store was not told to the end: what ran is left to its lease.
                    (_, 503) if when == When::AtLast => assert!(all <= expected, "{why}"),
                    (_, status) => panic!("{why}: {status}"),
                }
                if let Some(response) = answered {
                    let status = if event == "fails" { 500 } else { 200 };
                    assert_eq!(response.status(), status, "{why}");
                    whole = Some(times);
                    break;
                }
            }
            assert!(whole >= Some(8), "{event} {when:?}: {whole:?}");
        }
    }
}

/// Where a store panics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Claim,
    ClaimPolled,
    ClaimDropped,
    Finish,
    FinishPolled,
    FinishDropped,
}

struct Panics(At, History);

/// Panics when it is polled, or when it is dropped.
struct Bomb {
    polled: bool,
    dropped: bool,
}

impl Future for Bomb {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        assert!(!self.polled, "the pool is gone");
        Poll::Ready(())
    }
}

impl std::ops::Drop for Bomb {
    fn drop(&mut self) {
        assert!(!self.dropped, "the connection is gone");
    }
}

impl Panics {
    fn bomb(&self, called: At, polled: At, dropped: At) -> Bomb {
        assert_ne!(self.0, called, "the pool is gone");
        Bomb {
            polled: self.0 == polled,
            dropped: self.0 == dropped,
        }
    }
}

impl ClaimStore for Panics {
    fn claim<'a>(
        &'a self,
        _: &'a ClaimKey,
        _: &'a BodyDigest,
        _: SystemTime,
    ) -> BoxFuture<'a, Result<Claim, Unavailable>> {
        let mut bomb = self.bomb(At::Claim, At::ClaimPolled, At::ClaimDropped);
        Box::pin(async move {
            pauses(1).await;
            Pin::new(&mut bomb).await;
            self.1.add(Seen::Claimed);
            Ok(Claim::New(ClaimToken(1)))
        })
    }

    fn finish<'a>(
        &'a self,
        _: &'a ClaimKey,
        _: ClaimToken,
        end: ClaimEnd,
    ) -> BoxFuture<'a, Result<(), Unavailable>> {
        self.1.add(Seen::Told(end));
        let mut bomb = self.bomb(At::Finish, At::FinishPolled, At::FinishDropped);
        Box::pin(async move {
            Pin::new(&mut bomb).await;
            pauses(1).await;
            Ok(())
        })
    }
}

const PLACES: [At; 6] = [
    At::Claim,
    At::ClaimPolled,
    At::ClaimDropped,
    At::Finish,
    At::FinishPolled,
    At::FinishDropped,
];

#[test]
fn a_store_that_panics_leaves_the_handlers_reply() {
    for at in PLACES {
        for event in ["sync", "async", "fails"] {
            for request in [one, many] {
                let history = History::default();
                let dispatcher = dispatcher(Panics(at, history.clone()), &history);
                let response = dispatcher.dispatch_blocking(request(event));
                let claimed = matches!(at, At::Finish | At::FinishPolled | At::FinishDropped);
                let succeeds = claimed && event != "fails";
                let status = if succeeds { 200 } else { 500 };
                assert_eq!(response.status(), status, "{at:?} {event}");
                let succeeded = history.count(Seen::Succeeded);
                assert_eq!(succeeded > 0, succeeds, "{at:?} {event}");
                // One word for each claim: no store is called a second time for what it has panicked over.
                let ends = history.count(Seen::Told(ClaimEnd::Done))
                    + history.count(Seen::Told(ClaimEnd::Failed));
                let claims = if at == At::ClaimDropped {
                    0
                } else {
                    history.count(Seen::Claimed)
                };
                assert_eq!(ends, claims, "{at:?} {event}: {:?}", history.take());
            }
        }
    }
}

/// Also where the dispatch is dropped because something else panics: a second panic would end the process.
#[test]
fn a_store_that_panics_while_a_dispatch_is_dropped_ends_nothing() {
    for at in PLACES {
        for times in 0..20 {
            let history = History::default();
            let dispatcher = dispatcher(Panics(at, history.clone()), &history);
            assert!(
                catch_unwind(AssertUnwindSafe(|| polled(
                    dispatcher.dispatch(one("async")),
                    times
                )))
                .is_ok()
            );
            let elsewhere = catch_unwind(AssertUnwindSafe(|| {
                let mut dispatching = pin!(dispatcher.dispatch(one("async")));
                for _ in 0..times {
                    let polled = dispatching
                        .as_mut()
                        .poll(&mut Context::from_waker(Waker::noop()));
                    if polled.is_ready() {
                        break;
                    }
                }
                panic!("elsewhere");
            }));
            let thrown = elsewhere.unwrap_err();
            assert_eq!(thrown.downcast_ref(), Some(&"elsewhere"), "{at:?}");
        }
    }
}

/// As a caller does that gives up: the statement was sent, and is answered later.
#[tokio::test]
async fn a_caller_that_gives_up_while_the_store_is_told_undoes_nothing() {
    struct Slow {
        inner: Arc<MemoryClaims>,
        history: History,
    }

    impl ClaimStore for Slow {
        fn claim<'a>(
            &'a self,
            key: &'a ClaimKey,
            body: &'a BodyDigest,
            now: SystemTime,
        ) -> BoxFuture<'a, Result<Claim, Unavailable>> {
            self.inner.claim(key, body, now)
        }

        fn finish<'a>(
            &'a self,
            key: &'a ClaimKey,
            token: ClaimToken,
            end: ClaimEnd,
        ) -> BoxFuture<'a, Result<(), Unavailable>> {
            let (key, inner) = (key.clone(), self.inner.clone());
            self.history.add(Seen::Told(end));
            let task = tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(20)).await;
                inner.finish(&key, token, end).await
            });
            Box::pin(async move { task.await.map_err(Unavailable::new)? })
        }
    }

    let history = History::default();
    let claims = Slow {
        inner: Arc::default(),
        history: history.clone(),
    };
    let dispatcher = dispatcher(claims, &history);
    assert!(polled(dispatcher.dispatch(one("sync")), 1).is_none());
    tokio::time::sleep(Duration::from_millis(60)).await;
    assert_eq!(history.count(Seen::Told(ClaimEnd::Failed)), 0);
    assert_eq!(dispatcher.dispatch(one("sync")).await.status(), 200);
    assert_eq!(history.count(Seen::Succeeded), 1);
}
