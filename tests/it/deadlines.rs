//! The deadline of a group covers the whole request: finding its keys, verifying it and claiming it.
#![expect(clippy::unused_async, reason = "a deadline needs async handlers")]

use std::future::pending;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use webhook_core::future::BoxFuture;
use webhook_core::inbox::{
    BodyDigest, Claim, ClaimEnd, ClaimKey, ClaimStore, ClaimToken, Unavailable,
};
use webhook_core::observe::RecentDeliveries;
use webhook_core::outcome::OutcomeKind;
use webhook_core::scheme::KeyId;
use webhook_core::verification::{
    CustomSignature, CustomVerifier, KeyRequest, KeySource, Unverifiable,
};
use webhook_core::{
    Delivery, Dispatcher, DispatcherBuilder, EventGroup, Failure, Keyring, Secret, Unsigned,
    on_event,
};

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/looked-up",
    discriminator = "/type",
    deadline = "80ms",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum LookedUp {
    #[event("a")]
    A,
    #[event("never")]
    Never,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/judged", discriminator = "/type", deadline = "80ms", signature = custom)]
enum Judged {
    #[event("a")]
    A,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/claimed", discriminator = "/type", id = "/id", idempotent, deadline = "80ms", signature = none)]
enum Claimed {
    #[event("a")]
    A,
}

#[on_event(group = "looked_up", event = "a")]
async fn looked_up() {}

#[on_event(group = "looked_up", event = "never")]
async fn never() {
    pending::<()>().await;
}

#[on_event(group = "judged", event = "a")]
async fn judged() {}

#[on_event(group = "claimed", event = "a")]
async fn claimed() {}

const SECRET: &str = "your-shared-secret-of-32-letters";

/// Answers after some time, or never.
struct After(Option<Duration>);

impl After {
    async fn wait(&self) {
        match self.0 {
            Some(time) => tokio::time::sleep(time).await,
            None => pending().await,
        }
    }
}

impl KeySource for After {
    fn keyring<'a>(
        &'a self,
        _: KeyRequest<'a>,
    ) -> BoxFuture<'a, Result<Option<Arc<Keyring>>, Failure>> {
        Box::pin(async {
            self.wait().await;
            Ok(Some(Arc::new(Secret::new(SECRET).into())))
        })
    }
}

impl CustomVerifier for After {
    fn verify<'a>(
        &'a self,
        _: &'a Delivery,
    ) -> BoxFuture<'a, Result<CustomSignature, Unverifiable>> {
        Box::pin(async {
            self.wait().await;
            Ok(CustomSignature::new(KeyId::new("k")))
        })
    }
}

impl ClaimStore for After {
    fn claim<'a>(
        &'a self,
        _: &'a ClaimKey,
        _: &'a BodyDigest,
        _: SystemTime,
    ) -> BoxFuture<'a, Result<Claim, Unavailable>> {
        Box::pin(async {
            self.wait().await;
            Ok(Claim::Done)
        })
    }

    fn finish<'a>(
        &'a self,
        _: &'a ClaimKey,
        _: ClaimToken,
        _: ClaimEnd,
    ) -> BoxFuture<'a, Result<(), Unavailable>> {
        Box::pin(async { Ok(()) })
    }
}

fn request(path: &str, event: &str) -> Request<Full<Bytes>> {
    let body = Bytes::from(format!(r#"{{"type":"{event}","id":"1"}}"#));
    let mut request = Request::post(path).body(body).unwrap();
    let scheme = LookedUp::DESCRIPTOR.scheme().unwrap();
    scheme.sign(&Secret::new(SECRET), &mut request).unwrap();
    request.map(Full::new)
}

/// The status, `Retry-After` and the outcome, within a time that is long past the deadline.
async fn answer(
    builder: DispatcherBuilder,
    request: Request<Full<Bytes>>,
) -> (u16, Option<String>, OutcomeKind) {
    let recent = Arc::new(RecentDeliveries::new(1));
    let dispatcher = builder.observer(recent.clone()).build().unwrap();
    let answered = tokio::time::timeout(Duration::from_secs(5), dispatcher.dispatch(request));
    let response = answered.await.unwrap();
    let after = response.headers().get("retry-after");
    let after = after.map(|after| after.to_str().unwrap().to_owned());
    let outcome = recent.last().pop().unwrap().outcome();
    (response.status().as_u16(), after, outcome)
}

fn over() -> (u16, Option<String>, OutcomeKind) {
    (503, Some("60".to_owned()), OutcomeKind::TimedOut)
}

#[tokio::test]
async fn keys_that_are_not_found_in_time_are_waited_for_no_longer() {
    let by = |time| Dispatcher::builder().group::<LookedUp>(After(time));
    let late = Some(Duration::from_secs(10));
    let early = Some(Duration::from_millis(1));
    for time in [None, late] {
        assert_eq!(answer(by(time), request("/looked-up", "a")).await, over());
    }
    let handled = (200, None, OutcomeKind::Handled);
    assert_eq!(answer(by(early), request("/looked-up", "a")).await, handled);
    // What is left of the time is the handler's.
    assert_eq!(
        answer(by(early), request("/looked-up", "never")).await,
        over()
    );
}

#[tokio::test]
async fn one_event_is_taken_in_time_as_well() {
    let dispatcher = Dispatcher::builder().group::<LookedUp>(After(None));
    let dispatcher = dispatcher.build().unwrap();
    let event = dispatcher.event::<LookedUp, _>(request("/looked-up", "a"));
    let event = tokio::time::timeout(Duration::from_secs(5), event).await;
    let refused = event.unwrap().unwrap_err();
    assert_eq!(refused.status(), 503);
    assert!(refused.headers().contains_key("retry-after"));
}

#[tokio::test]
async fn a_verifier_that_takes_longer_is_dropped() {
    let by = |time| Dispatcher::builder().group::<Judged>(After(time));
    assert_eq!(answer(by(None), request("/judged", "a")).await, over());
    let handled = (200, None, OutcomeKind::Handled);
    let early = Some(Duration::from_millis(1));
    assert_eq!(answer(by(early), request("/judged", "a")).await, handled);
}

#[tokio::test]
async fn a_claim_store_that_takes_longer_is_dropped() {
    let builder = Dispatcher::builder().group::<Claimed>(Unsigned);
    let builder = builder.claims(After(None));
    assert_eq!(answer(builder, request("/claimed", "a")).await, over());
}
