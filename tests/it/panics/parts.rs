//! Parts of a program, each of which panics where the fuse is set.

use std::cell::RefCell;
use std::convert::Infallible;
use std::fmt;
use std::future::{Future, pending, poll_fn};
use std::panic::panic_any;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::Request;
use http_body::{Frame, SizeHint};
use serde::{Deserialize, Deserializer};
use webhook_core::dispatcher::Timer;
use webhook_core::extract::FromDelivery;
use webhook_core::future::BoxFuture;
use webhook_core::inbox::{
    BodyDigest, Claim, ClaimEnd, ClaimKey, ClaimStore, ClaimToken, MemoryClaims, Unavailable,
};
use webhook_core::observe::{DeliveryRecord, Observer, RecentDeliveries};
use webhook_core::scheme::KeyId;
use webhook_core::verification::{CustomSignature, CustomVerifier, KeyRequest, Unverifiable};
use webhook_core::{Delivery, Dispatcher, EventGroup, Failure, HandlerError, Keyring, Secret};

use super::groups::{Asked, Coded, CodedItems, Looked, LookedItems, unsigned};

/// A part of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Admission,
    Body,
    /// Where it is asked whether it is at its end.
    BodyEnd,
    BodyTimer,
    Clock,
    DeadlineTimer,
    Deserialize,
    /// The same of a second member of a group that is told apart by structure.
    DeserializeOther,
    Display,
    Extension,
    Extractor,
    Handler,
    IntoFailure,
    KeySource,
    Observer,
    PayloadDrop,
    State,
    Store,
    /// A handler again, and what it throws panics when it is dropped.
    Thrown,
    Verifier,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    Called,
    Polled,
    Dropped,
}

/// Says which part panics; each test has its own, because it has a thread of its own.
pub(super) enum Fuse {}

#[derive(Default)]
struct Set {
    armed: Vec<(Part, When)>,
    burnt: bool,
    handled: usize,
    stalled: Option<Part>,
    due: bool,
}

thread_local! {
    static SET: RefCell<Set> = RefCell::default();
}

impl Fuse {
    pub(super) fn arm(part: Part, when: When) {
        SET.with_borrow_mut(|set| set.armed.push((part, when)));
    }

    pub(super) fn disarm() {
        SET.with_borrow_mut(|set| {
            *set = Set {
                handled: set.handled,
                ..Set::default()
            }
        });
    }

    /// Keeps a part from coming to an end.
    pub(super) fn stall(part: Part) {
        SET.with_borrow_mut(|set| set.stalled = Some(part));
    }

    /// Says that the time of handlers is over, unless one is kept from coming to an end.
    pub(super) fn end_the_time() {
        SET.with_borrow_mut(|set| set.due = set.stalled.is_none());
    }

    pub(super) fn is_armed(part: Part, when: When) -> bool {
        SET.with_borrow_mut(|set| set.armed.contains(&(part, when)))
    }

    /// Whether a panic was asked for since the fuse was armed.
    pub(super) fn has_burnt() -> bool {
        SET.with_borrow_mut(|set| set.burnt)
    }

    /// How many handlers came to their end since the last call.
    pub(super) fn handled() -> usize {
        SET.with_borrow_mut(|set| std::mem::take(&mut set.handled))
    }

    pub(super) fn count() {
        SET.with_borrow_mut(|set| set.handled += 1);
    }

    /// Panics if it is armed for this place.
    pub(super) fn at(part: Part, when: When) {
        if !Self::is_armed(part, when) {
            return;
        }
        SET.with_borrow_mut(|set| set.burnt = true);
        match part {
            Part::Thrown => panic_any(Bomb),
            _ => panic!("{part:?} {when:?}"),
        }
    }

    /// Ends in its second poll.
    pub(super) async fn wait(part: Part) {
        let _held = Held(part);
        let mut polled = false;
        poll_fn(|context| {
            if polled {
                return Poll::Ready(());
            }
            polled = true;
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
        if SET.with_borrow_mut(|set| set.stalled == Some(part)) {
            pending::<()>().await;
        }
        Self::at(part, When::Polled);
    }
}

/// Panics when it is dropped, and so does what it throws then.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic_any(Held(Part::Thrown));
    }
}

/// What a future of a part holds while it waits.
pub(super) struct Held(pub(super) Part);

impl Drop for Held {
    fn drop(&mut self) {
        Fuse::at(self.0, When::Dropped);
    }
}

/// A payload that panics where it is parsed or dropped.
#[derive(Debug)]
pub(super) struct Ask;

impl<'de> Deserialize<'de> for Ask {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Shape {
            #[serde(rename = "go")]
            _go: u8,
        }
        Fuse::at(Part::Deserialize, When::Called);
        Shape::deserialize(deserializer).map(|_| Self)
    }
}

impl Drop for Ask {
    fn drop(&mut self) {
        Fuse::at(Part::PayloadDrop, When::Dropped);
    }
}

/// The same of another shape.
#[derive(Debug)]
pub(super) struct Other;

impl<'de> Deserialize<'de> for Other {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Shape {
            #[serde(rename = "other")]
            _other: u8,
        }
        Fuse::at(Part::DeserializeOther, When::Called);
        Shape::deserialize(deserializer).map(|_| Self)
    }
}

/// An argument that panics where it is made.
pub(super) struct Extracted;

impl FromDelivery for Extracted {
    type Rejection = Infallible;

    fn from_delivery(_: &webhook_core::extract::Context<'_>) -> Result<Self, Infallible> {
        Fuse::at(Part::Extractor, When::Called);
        Ok(Self)
    }
}

/// State that panics where it is cloned.
pub(super) struct Shared;

impl Clone for Shared {
    fn clone(&self) -> Self {
        Fuse::at(Part::State, When::Called);
        Self
    }
}

/// An error that panics where it is written.
pub(super) struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Fuse::at(Part::Display, When::Called);
        Ok(())
    }
}

/// An error that panics where it says how it fails.
pub(super) struct Failing;

impl HandlerError for Failing {
    fn into_failure(self) -> Failure {
        Fuse::at(Part::IntoFailure, When::Called);
        Failure::new("")
    }
}

/// What the server left beside the request.
#[derive(Clone)]
struct Luggage;

impl Drop for Luggage {
    fn drop(&mut self) {
        Fuse::at(Part::Extension, When::Dropped);
    }
}

/// A body that may be late.
pub(super) struct Sent {
    bytes: Option<Bytes>,
    late: bool,
}

impl Sent {
    pub(super) fn late(mut self) -> Self {
        self.late = true;
        self
    }
}

impl http_body::Body for Sent {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Fuse::at(Part::Body, When::Polled);
        if std::mem::take(&mut self.late) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(self.bytes.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        Fuse::at(Part::BodyEnd, When::Called);
        false
    }

    fn size_hint(&self) -> SizeHint {
        Fuse::at(Part::Body, When::Called);
        SizeHint::default()
    }
}

impl Drop for Sent {
    fn drop(&mut self) {
        Fuse::at(Part::Body, When::Dropped);
    }
}

/// All the parts that a dispatcher is given.
struct Program;

fn secret() -> Secret {
    Secret::new("the secret of these tests")
}

impl webhook_core::verification::KeySource for Program {
    fn keyring<'a>(
        &'a self,
        _: KeyRequest<'a>,
    ) -> BoxFuture<'a, Result<Option<Arc<Keyring>>, Failure>> {
        Fuse::at(Part::KeySource, When::Called);
        Box::pin(async {
            Fuse::wait(Part::KeySource).await;
            Ok(Some(Arc::new(secret().into())))
        })
    }
}

impl CustomVerifier for Program {
    fn verify<'a>(
        &'a self,
        _: &'a Delivery,
    ) -> BoxFuture<'a, Result<CustomSignature, Unverifiable>> {
        Fuse::at(Part::Verifier, When::Called);
        Box::pin(async {
            Fuse::wait(Part::Verifier).await;
            Ok(CustomSignature::new(KeyId::new("1")))
        })
    }
}

/// A store whose answers take a moment; what it does when a claim ends is in the tests of idempotency.
#[derive(Default)]
struct Store(MemoryClaims);

impl ClaimStore for Store {
    fn claim<'a>(
        &'a self,
        delivery: &'a ClaimKey,
        body: &'a BodyDigest,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<Claim, Unavailable>> {
        Fuse::at(Part::Store, When::Called);
        Box::pin(async move {
            Fuse::wait(Part::Store).await;
            self.0.claim(delivery, body, now).await
        })
    }

    fn finish<'a>(
        &'a self,
        delivery: &'a ClaimKey,
        token: ClaimToken,
        end: ClaimEnd,
    ) -> BoxFuture<'a, Result<(), Unavailable>> {
        self.0.finish(delivery, token, end)
    }
}

const BODY_DEADLINE: Duration = Duration::from_secs(77);

/// Is due when the fuse says so.
struct Sleeping(Held);

impl Future for Sleeping {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        Fuse::at(self.0.0, When::Polled);
        if SET.with_borrow_mut(|set| set.due) {
            return Poll::Ready(());
        }
        Poll::Pending
    }
}

impl Timer for Program {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let part = if duration == BODY_DEADLINE {
            Part::BodyTimer
        } else {
            Part::DeadlineTimer
        };
        Fuse::at(part, When::Called);
        Box::pin(Sleeping(Held(part)))
    }
}

impl Observer for Program {
    fn observe(&self, _: &Arc<DeliveryRecord>) {
        Fuse::at(Part::Observer, When::Called);
    }
}

/// A dispatcher all of whose parts burn, and an observer behind the one that does.
pub(super) fn bench() -> (Dispatcher, Arc<RecentDeliveries>) {
    let recent = Arc::new(RecentDeliveries::new(1));
    let clock = || {
        Fuse::at(Part::Clock, When::Called);
        SystemTime::now()
    };
    let admits = |_: &Delivery| {
        Fuse::at(Part::Admission, When::Called);
        true
    };
    let dispatcher = unsigned(Dispatcher::builder())
        .group::<Looked>(Program)
        .group::<LookedItems>(Program)
        .group::<Coded>(Program)
        .group::<CodedItems>(Program)
        .group::<Asked>(secret())
        .handshake_token::<Asked>(Secret::new("t"))
        .admit_handshakes::<Asked>(admits)
        .state(Shared)
        .clock(clock)
        .claims(Store::default())
        .timer(Program)
        .body_deadline(BODY_DEADLINE)
        .observer(Program)
        .observer(recent.clone())
        .build();
    (dispatcher.unwrap(), recent)
}

/// A delivery of one event that is handled where nothing panics.
pub(super) fn genuine(path: &str, id: &str) -> Request<Sent> {
    let event = format!(r#"{{"type":"go","id":"{id}","go":1,"data":{{"go":1}}}}"#);
    genuine_with(path, &event)
}

pub(super) fn genuine_with(path: &str, event: &str) -> Request<Sent> {
    let body = if path.ends_with("items") || path.ends_with("items/async") {
        format!(r#"{{"events":[{event}]}}"#)
    } else {
        event.to_owned()
    };
    let mut request = Request::post(path).body(Bytes::from(body)).unwrap();
    if path.starts_with("/looked") {
        let scheme = Looked::DESCRIPTOR.scheme().unwrap();
        scheme.sign(&secret(), &mut request).unwrap();
    }
    request.extensions_mut().insert(Luggage);
    request.map(|bytes| Sent {
        bytes: Some(bytes),
        late: false,
    })
}
