//! The contents of `dispatcher.health()`.

use http::{Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use serde_json::Value;
use tower::ServiceExt as _;
use webhook_core::outcome::OutcomeKind;
use webhook_core::{Dispatcher, EventGroup, Secret};
use webhook_examples::sender::Secrets;
use webhook_examples::stateset::StateSet;

use super::{SECRET, Telling, body, signed};

#[test]
fn health_tells_the_last_success_and_the_last_failure() {
    let dispatcher = Dispatcher::builder()
        .group::<Telling>(Secret::new(SECRET))
        .handshake_token::<Telling>(Secret::new(super::TOKEN))
        .build()
        .unwrap();
    let group = || dispatcher.health().groups.remove(0);
    assert!(group().signed && group().last_success.is_none() && group().last_failure.is_none());
    dispatcher.dispatch_blocking(signed::<Telling>(&body("work")).map(Full::new));
    assert!(group().last_success.is_some() && group().last_failure.is_none());
    dispatcher.dispatch_blocking(signed::<Telling>(&body("fail")).map(Full::new));
    assert_eq!(group().last_failure_outcome, Some(OutcomeKind::Failed));
    assert!(group().last_failure >= group().last_success);
    dispatcher.dispatch_blocking(signed::<Telling>(&body("work")).map(Full::new));
    assert!(group().last_success >= group().last_failure);
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/quiet",
    discriminator = "/type",
    reply(rejected = 200),
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub(crate) enum Quiet {
    #[event("a", ignore)]
    A,
}

/// Also where forgeries are answered as if they were none.
#[test]
fn a_forgery_is_no_success() {
    let dispatcher = Dispatcher::builder()
        .group::<Quiet>(Secret::new(SECRET))
        .build()
        .unwrap();
    let group = || dispatcher.health().groups.remove(0);
    let forged = Request::post("/quiet").header("X-Signature", "00");
    let forged = forged.body(r#"{"type":"a"}"#.to_owned()).unwrap();
    assert_eq!(dispatcher.dispatch_blocking(forged).status(), 200);
    assert_eq!(group().last_success, None);
    assert_eq!(group().last_failure_outcome, Some(OutcomeKind::Rejected));
    let genuine = signed::<Quiet>(r#"{"type":"a"}"#).map(Full::new);
    assert_eq!(dispatcher.dispatch_blocking(genuine).status(), 200);
    assert!(group().last_success.is_some());
}

/// The router of the example `axum`.
#[path = "../../../examples/axum.rs"]
#[expect(dead_code, reason = "its `main` is for people")]
mod example;

async fn ready(dispatcher: Dispatcher) -> (StatusCode, Value) {
    let request = Request::get("/readyz").body(axum::body::Body::empty());
    let router = example::router(dispatcher);
    let reply = router.oneshot(request.unwrap()).await.unwrap();
    let status = reply.status();
    let body = reply.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&body).unwrap())
}

#[tokio::test]
async fn the_readiness_route_does_not_depend_on_senders() {
    let secret = Secrets::defaults().of::<StateSet>();
    let dispatcher = Dispatcher::builder()
        .group::<StateSet>(secret)
        .build()
        .unwrap();
    let forged = Request::post("/stateset")
        .body(Full::<bytes::Bytes>::from("{}"))
        .unwrap();
    assert_eq!(dispatcher.dispatch(forged).await.status(), 401);
    let (status, health) = ready(dispatcher).await;
    assert_eq!(
        status,
        StatusCode::OK,
        "somebody who tries makes no server unready"
    );
    assert_eq!(health["groups"][0]["group"], "state_set");
    assert_eq!(health["groups"][0]["configured"], true);
    assert_eq!(health["groups"][0]["last_failure_outcome"], "rejected");
    assert!(health["groups"][0]["last_success"].is_null());

    let unhandled = Dispatcher::builder()
        .group::<Telling>(Secret::new(SECRET))
        .handshake_token::<Telling>(Secret::new(super::TOKEN))
        .build()
        .unwrap();
    let (status, health) = ready(unhandled).await;
    assert_eq!(
        status,
        StatusCode::SERVICE_UNAVAILABLE,
        "an event has no handler"
    );
    assert_eq!(health["groups"][0]["configured"], false);
}
