//! What senders ask that the vectors of handshakes do not have.
#![expect(clippy::needless_pass_by_value, reason = "a handler owns its payload")]

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use serde_json::{Value, json};
use webhook_core::group::SignedGroup;
use webhook_core::testing::FrozenClock;
use webhook_core::{Dispatcher, EventGroup, State, on_event};

use crate::preset_properties::{secret, sign};

#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<Value>>>);

/// The status and the body of the reply, and what the handlers noted.
fn ask<G: SignedGroup>(mut request: Request<Bytes>, signed: bool) -> (u16, String, Vec<Value>) {
    let scheme = G::DESCRIPTOR.scheme().unwrap();
    let seen = Seen::default();
    let dispatcher = Dispatcher::builder()
        .group::<G>(secret(scheme))
        .state(seen.clone())
        .public_url("https://hooks.example.test")
        .clock(FrozenClock::at(1_700_000_000))
        .build()
        .unwrap();
    if signed {
        sign(scheme, &mut request);
    }
    let reply: Response<Full<Bytes>> = dispatcher.dispatch_blocking(request.map(Full::new));
    let status = reply.status().as_u16();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let body = runtime.block_on(reply.into_body().collect()).unwrap();
    let body = String::from_utf8(body.to_bytes().to_vec()).unwrap();
    let seen = seen.0.lock().unwrap().clone();
    (status, body, seen)
}

fn post(body: &str) -> Request<Bytes> {
    Request::post("https://hooks.example.test/in")
        .header("content-type", "application/json")
        .header("twitch-eventsub-message-id", "e76c6bd4")
        .body(Bytes::from(body.to_owned()))
        .unwrap()
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", preset = twitch)]
pub(crate) enum Twitch {
    #[event("channel.follow")]
    Followed(Value),
}

#[on_event(group = Twitch, ty = Value)]
fn followed(event: Value, State(Seen(seen)): State<Seen>) {
    seen.lock().unwrap().push(event["user_id"].clone());
}

#[test]
fn twitch_asks_with_a_challenge_that_is_signed() {
    let challenge = r#"{"challenge":"pogchamp-kappa-360noscope-vohiyo","subscription":{"type":"channel.follow"}}"#;
    let (status, body, seen) = ask::<Twitch>(post(challenge), true);
    assert_eq!((status, &*body), (200, "pogchamp-kappa-360noscope-vohiyo"));
    assert_eq!(seen, [] as [Value; 0]);
    assert_eq!(ask::<Twitch>(post(challenge), false).0, 401);

    let event = r#"{"subscription":{"type":"channel.follow"},"event":{"user_id":"1234"}}"#;
    let (status, _, seen) = ask::<Twitch>(post(event), true);
    assert_eq!((status, seen), (200, vec![json!("1234")]));

    // A revocation names the event and has none.
    let revoked = r#"{"subscription":{"type":"channel.follow","status":"user_removed"}}"#;
    let (status, _, seen) = ask::<Twitch>(post(revoked), true);
    assert_eq!((status, seen), (422, Vec::new()));
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", preset = onfleet, payload = "$request.body")]
pub(crate) enum Onfleet {
    #[event("3", ignore)]
    Completed,
}

#[test]
fn onfleet_wants_its_question_back() {
    let check = "https://hooks.example.test/in?check=13379493300053178800";
    let question = || Request::get(check).body(Bytes::new()).unwrap();
    let (status, body, _) = ask::<Onfleet>(question(), false);
    assert_eq!((status, &*body), (200, "13379493300053178800"));
    let (status, ..) = ask::<Onfleet>(post(r#"{"triggerId":3}"#), true);
    assert_eq!(status, 200);
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", preset = mandrill, payload = "$request.body")]
pub(crate) enum Mandrill {
    #[event("events", when("/0/event"))]
    Events(Value),
}

#[on_event(group = Mandrill, ty = Value)]
fn mandrill(events: Value, State(Seen(seen)): State<Seen>) {
    seen.lock().unwrap().push(events[0]["event"].clone());
}

#[test]
fn mandrill_looks_whether_there_is_an_endpoint() {
    let head = Request::head("https://hooks.example.test/in");
    let (status, ..) = ask::<Mandrill>(head.body(Bytes::new()).unwrap(), false);
    assert_eq!(status, 200);

    let form = "mandrill_events=%5B%7B%22event%22%3A%22send%22%2C%22_id%22%3A%221%22%7D%5D";
    let request = Request::post("https://hooks.example.test/in")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Bytes::from(form))
        .unwrap();
    let (status, _, seen) = ask::<Mandrill>(request, true);
    assert_eq!((status, seen), (200, vec![json!("send")]));
}
