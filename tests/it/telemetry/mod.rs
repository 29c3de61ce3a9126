//! What logs, spans, metrics, records and health contain for every outcome, and what they never contain.
#![expect(clippy::unused_async, reason = "handlers are as handlers are")]

mod cases;
mod causes;
mod health;
mod metrics;
mod untold;

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::Request;
use serde::Deserialize;
use webhook_core::future::BoxFuture;
use webhook_core::inbox::{
    BodyDigest, Claim, ClaimEnd, ClaimKey, ClaimStore, ClaimToken, MemoryClaims, Unavailable,
};
use webhook_core::{
    Dispatcher, DispatcherBuilder, EventGroup, Failure, Secret, SignatureVerificationFailure,
    Unsigned, on_event,
};

use crate::durable::Table;

const SECRET: &str = "SECRET-b2f1c4d0";
/// What a question of `Telling` carries.
const TOKEN: &str = "TOKEN-77d0c9e1";
/// Stands in every place of a payload where a value can stand, but the event's name and the id.
const MARKER: &str = "MARKER-9f3e77aa";

#[derive(Debug, Deserialize)]
pub(crate) struct Told {
    how: How,
    #[serde(rename = "note")]
    _note: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum How {
    Work,
    Fail,
    Retry,
    Permanent,
    Panic,
    Hang,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/told",
    discriminator = "/type",
    payload = "/data",
    id = "/id",
    max_body = 1000,
    deadline = "60ms",
    unhandled = accept,
    signature(
        algorithm = "hmac-sha256",
        header = "X-Signature",
        field("sent", header = "X-Sent"),
        message = "{sent}.{$request.body}",
        timestamp = "sent",
        tolerance = "5m",
    ),
    handshake(method = "OPTIONS", token = "$request.header.X-Token")
)]
pub(crate) enum Telling {
    #[event("told")]
    Told(Told),
    #[event("ignored", ignore)]
    Ignored(Told),
    #[event("unhandled")]
    Unhandled(Told),
}

/// The same, each delivery once.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/once",
    discriminator = "/type",
    payload = "/data",
    id = "/id",
    idempotent,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub(crate) enum Once {
    #[event("told")]
    Told(Told),
}

/// The same, many in a delivery.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/many",
    each = "/events",
    discriminator = "$item#/type",
    payload = "$item#/data",
    id = "$item#/id",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub(crate) enum Many {
    #[event("told")]
    Told(Told),
}

/// The same, stored and handled later.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/stored",
    discriminator = "/type",
    payload = "/data",
    id = "/id",
    durable,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub(crate) enum Stored {
    #[event("told")]
    Told(Told),
}

/// The same, from anybody.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/open",
    discriminator = "/type",
    payload = "/data",
    signature = none
)]
pub(crate) enum FromAnybody {
    #[event("told")]
    Told(Told),
}

async fn handle(told: Told) -> Result<(), Failure> {
    match told.how {
        How::Work => Ok(()),
        How::Fail => Err(Failure::new("the handler's own text")),
        How::Retry => Err(Failure::retry(Duration::from_secs(5)).because("the handler's own text")),
        How::Permanent => Err(Failure::permanent().because("the handler's own text")),
        How::Panic => panic!("the handler's own panic"),
        How::Hang => std::future::pending().await,
    }
}

#[on_event(group = "telling", event = "told")]
async fn told(told: Told) -> Result<(), Failure> {
    handle(told).await
}

#[on_event(group = "once", ty = Told)]
async fn once(told: Told) -> Result<(), Failure> {
    handle(told).await
}

#[on_event(group = "stored", ty = Told)]
async fn stored(told: Told) -> Result<(), Failure> {
    handle(told).await
}

#[on_event(group = "many", ty = Told)]
async fn many(told: Told) -> Result<(), Failure> {
    handle(told).await
}

#[on_event(group = "from_anybody", ty = Told)]
async fn anybody(told: Told) -> Result<(), Failure> {
    handle(told).await
}

#[on_event(group = "telling", ty = SignatureVerificationFailure)]
async fn forged(failure: SignatureVerificationFailure) {
    tracing::info!(?failure, "forged");
}

/// The id of a delivery that the claim store cannot claim.
const AWAY: &str = "id-away";

/// A claim store that is away for one id.
#[derive(Default)]
struct Claims(MemoryClaims);

impl ClaimStore for Claims {
    fn claim<'a>(
        &'a self,
        key: &'a ClaimKey,
        body: &'a BodyDigest,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<Claim, Unavailable>> {
        if key.id() == AWAY {
            return Box::pin(async { Err(Unavailable::new("the database is away")) });
        }
        self.0.claim(key, body, now)
    }

    fn finish<'a>(
        &'a self,
        key: &'a ClaimKey,
        token: ClaimToken,
        end: ClaimEnd,
    ) -> BoxFuture<'a, Result<(), Unavailable>> {
        self.0.finish(key, token, end)
    }
}

fn builder() -> DispatcherBuilder {
    Dispatcher::builder()
        .group::<Telling>(Secret::new(SECRET))
        .handshake_token::<Telling>(Secret::new(TOKEN))
        .group::<Once>(Secret::new(SECRET))
        .group::<Many>(Secret::new(SECRET))
        .group::<FromAnybody>(Unsigned)
        .group::<Stored>(Secret::new(SECRET))
        .claims(Claims::default())
        .inbox(Table::default())
        .body_deadline(Duration::from_millis(30))
}

/// A body that says how it wants to be handled, and holds what must not be told.
fn body(how: &str) -> String {
    format!(r#"{{"type":"told","id":"id-1","data":{{"how":"{how}","note":"{MARKER}"}}}}"#)
}

fn signed<G: EventGroup>(body: &str) -> Request<Bytes> {
    let mut request = Request::post(G::DESCRIPTOR.paths()[0])
        .body(Bytes::from(body.to_owned()))
        .unwrap();
    let scheme = G::DESCRIPTOR.scheme().unwrap();
    scheme.sign(&Secret::new(SECRET), &mut request).unwrap();
    request
}
