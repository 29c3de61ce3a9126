//! `vectors/signatures.json`: the handshakes that senders make before the first delivery, and requests that must not be
//! answered.

mod groups;
mod hostile;
mod own;
mod socket;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use serde_json::Value;
use webhook_core::handshake::Handshake;
use webhook_core::outcome::OutcomeKind;
use webhook_core::senders;
use webhook_core::testing::FrozenClock;
use webhook_core::{Delivery, Dispatcher, DispatcherBuilder, EventGroup, Keyring, Secret};

use crate::signature_vectors::{delivery, file, keyring};

/// A secret of more than 24 bytes.
const SECRET: &str = "your-shared-secret-of-32-letters";

/// The reply of a dispatcher, read.
#[derive(Debug)]
struct Reply {
    head: Response<()>,
    body: Bytes,
}

impl Reply {
    fn status(&self) -> u16 {
        self.head.status().as_u16()
    }

    fn header(&self, name: &str) -> Option<&str> {
        let value = self.head.headers().get(name)?;
        Some(value.to_str().unwrap())
    }
}

fn ask(dispatcher: &Dispatcher, request: Request<Bytes>) -> Reply {
    let reply = dispatcher.dispatch_blocking(request.map(Full::new));
    let (parts, body) = reply.into_parts();
    let body = pollster_collect(body);
    Reply {
        head: Response::from_parts(parts, ()),
        body,
    }
}

fn pollster_collect(body: Full<Bytes>) -> Bytes {
    let mut body = body;
    futures_now(body.frame())
        .and_then(|frame| frame.unwrap().into_data().ok())
        .unwrap_or_default()
}

/// The value of a future that is ready.
fn futures_now<F: Future + Unpin>(mut future: F) -> F::Output {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::Pin::new(&mut future).poll(&mut context) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => panic!("the body is there"),
    }
}

fn build(builder: DispatcherBuilder) -> Dispatcher {
    builder
        .clock(FrozenClock::at(1_700_000_000))
        .build()
        .unwrap()
}

fn get(uri: &str) -> Request<Bytes> {
    Request::get(uri).body(Bytes::new()).unwrap()
}

fn post(uri: &str, body: impl Into<Bytes>) -> Request<Bytes> {
    Request::post(uri).body(body.into()).unwrap()
}

/// A request that a group's sender signed.
fn signed<G: EventGroup>(keys: &Secret, body: &str) -> Request<Bytes> {
    let mut request = post("/in", Bytes::from(body.to_owned()));
    let at = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
    let scheme = G::DESCRIPTOR.scheme().unwrap();
    scheme.sign_at(&keys.into(), &mut request, at).unwrap();
    request
}

/// All 15, each to a dispatcher whose one group is that sender's.
#[test]
fn every_handshake_is_answered_by_a_dispatcher() {
    let file = file();
    let cases = file["handshakes"].as_array().unwrap();
    for case in cases {
        let id = case["id"].as_str().unwrap();
        let keys = match (&case["secret"], id) {
            (Value::Object(keys), _) => Keyring::new().with(
                keys["public_key"].as_str().unwrap(),
                Secret::new(keys["private_key"].as_str().unwrap()),
            ),
            (Value::String(_), _) => keyring(&case["secret"]),
            _ => Keyring::from(Secret::new(SECRET)),
        };
        let dispatcher = groups::dispatcher(case["provider"].as_str().unwrap(), keys);
        let question = delivery(case);
        let mut request = Request::new(question.body().clone());
        *request.method_mut() = question.method().clone();
        *request.uri_mut() = question
            .uri()
            .path_and_query()
            .unwrap()
            .as_str()
            .parse()
            .unwrap();
        *request.headers_mut() = question.headers().clone();
        let reply = ask(&dispatcher, request);
        let wanted = &case["respond"];
        assert_eq!(
            u64::from(reply.status()),
            wanted["status"],
            "{id}: {reply:?}"
        );
        if let Some(body) = wanted["body"].as_str() {
            assert_eq!(reply.body, body, "{id}");
        }
        for header in wanted["headers"].as_array().into_iter().flatten() {
            let (name, value) = (header[0].as_str().unwrap(), header[1].as_str());
            assert_eq!(reply.header(name), value, "{id}");
        }
        if !reply.body.is_empty() {
            assert_eq!(
                reply.header("x-content-type-options"),
                Some("nosniff"),
                "{id}"
            );
        }
    }
    println!("{} handshakes answered by a dispatcher", cases.len());
    assert_eq!(cases.len(), 15);
}

/// What the groups above have is what the file names, and one for the end of a subscription, Intercom's, that of Discord's
/// events, Meta's under other names, and those of `sender_questions` and `preset_faults`.
#[test]
fn every_handshake_has_a_name() {
    let file = file();
    let cases = file["handshakes"].as_array().unwrap();
    let mut names: Vec<String> = cases
        .iter()
        .map(|case| case["provider"].as_str().unwrap().replace('-', "_"))
        .map(|name| name.replace("discord", "discord_interactions"))
        .collect();
    let others = [
        "discord_events",
        "intercom",
        "mandrill",
        "messenger",
        "onfleet",
        "slack_commands",
        "slack_interactions",
        "twitch",
        "websub_unsubscribe",
        "whatsapp",
    ];
    names.extend(others.map(str::to_owned));
    names.sort_unstable();
    let asking = senders::ALL
        .iter()
        .filter(|(_, sender)| !sender.handshakes().is_empty());
    let mut known: Vec<_> = asking.map(|(name, _)| *name).collect();
    known.sort_unstable();
    assert_eq!(names, known);
}

/// What is no question of the group stays 405, and says which methods there are.
#[test]
fn another_method_stays_refused() {
    for (provider, question, allow) in [
        ("dropbox", "/in?challenge=1", "POST, GET"),
        ("slack", "/in", "POST"),
        ("trello", "/in", "POST, HEAD"),
    ] {
        let dispatcher = groups::dispatcher(provider, Secret::new(SECRET).into());
        for method in [
            Method::GET,
            Method::HEAD,
            Method::PUT,
            Method::OPTIONS,
            Method::DELETE,
        ] {
            let answered = allow.contains(method.as_str());
            let uri = if method == Method::GET && answered {
                "/in"
            } else {
                question
            };
            let mut request = get(uri);
            *request.method_mut() = method.clone();
            let reply = ask(&dispatcher, request);
            let expected = if method == Method::HEAD && answered {
                200
            } else {
                405
            };
            assert_eq!(reply.status(), expected, "{provider} {method}");
            if expected == 405 {
                assert_eq!(reply.header("allow"), Some(allow), "{provider} {method}");
            }
        }
    }
}

/// No answer is a signature of a message that a delivery could have.
#[test]
fn no_handshake_signs_a_delivery() {
    let secret = Secret::new("a-secret-of-more-than-24-bytes");
    let key = Some(("1", &secret));
    let zoom = |token: &str| {
        let body = format!(
            r#"{{"event":"endpoint.url_validation","payload":{{"plainToken":{}}}}}"#,
            Value::from(token)
        );
        senders::zoom.handshakes()[0].answer(&Delivery::from(post("/", body)), key)
    };
    assert!(zoom("qgg8vlvZRS6UYooatFL8Aw").is_some());
    for token in ["v0:1700000000:{}", "", "a\"b", "a b", &"a".repeat(65)] {
        assert!(zoom(token).is_none(), "{token}");
    }
    let asked = |handshake: Handshake, uri: &str| handshake.answer(&Delivery::from(get(uri)), key);
    assert!(asked(senders::x_twitter.handshakes()[0], "/?crc_token=foo").is_some());
    // A scalar is JSON by itself, and so a body that a delivery could have.
    for token in [
        "%7B%7D", "", "a.b", "%5B%5D", "1", "-12", "1e9", "true", "false", "null",
    ] {
        let uri = format!("/?crc_token={token}");
        assert!(
            asked(senders::x_twitter.handshakes()[0], &uri).is_none(),
            "{token}"
        );
    }
    for challenge in ["short", "QUJDRA==", "20F9F8ED05F77439FE955C977E4C8A53"] {
        let uri = format!("/?bt_challenge={challenge}");
        assert!(
            asked(senders::braintree.handshakes()[0], &uri).is_none(),
            "{challenge}"
        );
    }
    let meta = "/?hub.mode=subscribe&hub.challenge=1&hub.verify_token=guessed";
    assert!(asked(senders::meta.handshakes()[0], meta).is_none());
    assert!(
        senders::meta.handshakes()[0]
            .answer(&Delivery::from(get(meta)), None)
            .is_none()
    );
}

#[test]
fn a_question_is_observed_as_one() {
    let recent = std::sync::Arc::new(webhook_core::observe::RecentDeliveries::new(10));
    let builder = Dispatcher::builder()
        .group::<groups::Dropbox>(Secret::new(SECRET))
        .observer(recent.clone());
    let dispatcher = build(builder);
    assert_eq!(ask(&dispatcher, get("/in?challenge=1")).status(), 200);
    let records = recent.last();
    assert_eq!(records.len(), 1);
    assert_eq!(records[0].outcome(), OutcomeKind::Handshake);
    assert_eq!(StatusCode::OK.as_u16(), records[0].status());
    let health = dispatcher.health();
    let group = &health.groups[0];
    assert!(group.last_success.is_none(), "a question is no delivery");
}
