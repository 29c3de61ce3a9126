//! `vectors/preset-faults.jsonl`: deliveries that a preset once got wrong.
#![expect(clippy::needless_pass_by_value, reason = "a handler owns its payload")]

use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request};
use http_body_util::Full;
use serde_json::Value;
use webhook_core::group::SignedGroup;
use webhook_core::scheme::{Keyring, Verifier};
use webhook_core::testing::FrozenClock;
use webhook_core::{Delivery, Dispatcher, EventGroup, Meta, Secret, State, on_event};

use crate::preset_properties::{secret, sign};
use crate::signature_vectors::preset;

const VECTORS: &str = include_str!("../vectors/preset-faults.jsonl");

/// What the file calls by an older name, or has under the name of another kind of delivery.
fn name(vector: &Value) -> &str {
    match (vector["id"].as_str(), vector["scheme"].as_str()) {
        (Some("sdk/mailgun/legacy-or-route-form"), _) => "mailgun_routes",
        (_, name) => name.unwrap(),
    }
}

fn vectors(is_of_kind: impl Fn(&Value) -> bool) -> Vec<Value> {
    let lines = VECTORS
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    lines.filter(is_of_kind).collect()
}

fn is_dispatched(vector: &Value) -> bool {
    vector["dispatch"] == true
}

fn request(vector: &Value) -> Request<Bytes> {
    let text = |key: &str, other: &'static str| vector[key].as_str().unwrap_or(other).to_owned();
    let mut request = Request::builder()
        .method(text("method", "POST").as_str())
        .uri(text("url", "https://hooks.example.test/in"))
        .body(Bytes::from(text("body", "{}")))
        .unwrap();
    for header in vector["headers"].as_array().into_iter().flatten() {
        let name: HeaderName = header[0].as_str().unwrap().parse().unwrap();
        let value = HeaderValue::from_str(header[1].as_str().unwrap()).unwrap();
        request.headers_mut().append(name, value);
    }
    request
}

fn keys(vector: &Value) -> Keyring {
    match &vector["secret"] {
        Value::Object(secret) => Keyring::new().with(
            secret["id"].as_str().unwrap(),
            Secret::new(secret["key"].as_str().unwrap()),
        ),
        secret => Keyring::from(Secret::new(secret.as_str().unwrap())),
    }
}

fn is_verified(vector: &Value) -> bool {
    let scheme = preset(name(vector));
    let verifier = Verifier::new(&scheme).unwrap();
    let at = UNIX_EPOCH + Duration::from_secs(vector["now"].as_u64().unwrap());
    let delivery = Delivery::from(request(vector)).with_received_at(at);
    verifier
        .verify(&delivery, &verifier.prepare(&keys(vector)).unwrap())
        .is_ok()
}

#[test]
fn deliveries_that_libraries_accept_are_verified() {
    let of_library = |vector: &Value| {
        let is_square = vector["scheme"] == "square";
        !is_dispatched(vector) && vector["sign"] != true && !is_square
    };
    let all = vectors(of_library);
    assert_eq!(all.len(), 19);
    for vector in all {
        assert_eq!(vector["expect"], "ok");
        assert!(is_verified(&vector), "{}", vector["id"]);
    }
}

/// The verifier is half of it: these reach a handler.
#[test]
fn deliveries_that_arrive_in_other_ways_are_dispatched() {
    for (id, event, note) in [
        (
            "sdk/dropbox_sign/multipart",
            "signature_request_sent",
            send_vector::<DropboxSign> as fn(&Value) -> (u16, Vec<[Option<String>; 2]>),
        ),
        ("sdk/twilio/get", "TwilioGet", send_vector::<TwilioGet>),
    ] {
        let vector = vectors(|vector| vector["id"] == id).remove(0);
        assert_eq!(note(&vector), (200, noted(event, None)), "{id}");
        let mut forged = vector.clone();
        let body = vector["body"].as_str().unwrap();
        forged["body"] = body.replace("sent", "lost").into();
        forged["url"] = vector["url"].as_str().unwrap().replace("CA1", "CA2").into();
        assert_ne!(forged, vector);
        assert_ne!(note(&forged).0, 200, "{id}");
    }
}

fn send_vector<G: SignedGroup>(vector: &Value) -> (u16, Vec<[Option<String>; 2]>) {
    let key = Secret::new(vector["secret"].as_str().unwrap());
    send::<G>(request(vector), key, None)
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", preset = dropbox_sign, danger_unsigned_body)]
pub(crate) enum DropboxSign {
    #[event("signature_request_sent")]
    Sent(Value),
}

#[on_event(group = DropboxSign, ty = Value)]
fn dropbox_sent(event: Value, meta: Meta, State(seen): State<Seen>) {
    assert_eq!(event["event"]["event_time"], "1348177752");
    seen.note(&meta);
}

/// What a call sends to a URL that is configured for `GET`.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Call {
    #[serde(rename = "CallSid")]
    sid: String,
    #[serde(rename = "From")]
    from: String,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", preset = twilio, method = GET, body = query)]
pub(crate) enum TwilioGet {
    #[event("TwilioGet", when("/CallSid"))]
    Call(Call),
}

#[on_event(group = TwilioGet, ty = Call)]
fn called(call: Call, meta: Meta, State(seen): State<Seen>) {
    assert_eq!((call.sid.as_str(), call.from.as_str()), ("CA1", "+1"));
    seen.note(&meta);
}

#[test]
fn presets_sign_as_their_senders_do() {
    let all = vectors(|vector| vector["sign"] == true);
    assert_eq!(all.len(), 2);
    for vector in all {
        let (scheme, mut request) = (preset_named(&vector), request(&vector));
        let at = UNIX_EPOCH + Duration::from_secs(vector["now"].as_u64().unwrap());
        scheme.sign_at(&keys(&vector), &mut request, at).unwrap();
        let headers = request.headers();
        match vector["scheme"].as_str() {
            Some("svix") => {
                assert!(headers.contains_key("svix-signature"));
                assert_eq!(headers["svix-timestamp"], "1700000000");
                assert!(!headers.contains_key("webhook-signature"));
            }
            _ => assert_eq!(headers["x-signature-timestamp"], "1700000000"),
        }
    }
}

fn preset_named(vector: &Value) -> webhook_core::scheme::Scheme<'static> {
    preset(name(vector))
}

#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<[Option<String>; 2]>>>);

impl Seen {
    fn note(&self, meta: &Meta) {
        let id = meta.id().map(str::to_owned);
        let event = meta.event().map(str::to_owned);
        self.0.lock().unwrap().push([event, id]);
    }
}

macro_rules! groups {
    ($($group:ident $preset:ident $handler:ident $event:literal $($extra:ident)?,)+) => {$(
        #[derive(Debug, EventGroup)]
        #[event_group(path = "/in", preset = $preset, payload = "$request.body", $($extra)?)]
        pub(crate) enum $group {
            #[event($event)]
            Event(Value),
        }

        #[on_event(group = $group, ty = Value)]
        fn $handler(_: Value, meta: Meta, State(seen): State<Seen>) {
            seen.note(&meta);
        }
    )+};
}

groups! {
    Discord discord_events discord "APPLICATION_AUTHORIZED",
    Svix svix svix "a.b",
    Bitbucket bitbucket bitbucket "repo:refs_changed",
    GitLab gitlab_token gitlab "user_add_to_group" danger_unsigned_body,
    Slack slack_commands slack "/deploy",
    Square square square "customer.created",
}

/// The status, and the events and ids that a handler was given.
fn send<G: SignedGroup>(
    request: Request<Bytes>,
    key: Secret,
    url: Option<&str>,
) -> (u16, Vec<[Option<String>; 2]>) {
    let seen = Seen::default();
    let builder = Dispatcher::builder()
        .group::<G>(key)
        .state(seen.clone())
        .clock(FrozenClock::at(1_700_000_000));
    let dispatcher = match url {
        Some(url) => builder.public_url_for::<G>(url),
        None => builder.public_url("https://hooks.example.test"),
    };
    let dispatcher = dispatcher.build().unwrap();
    let reply = dispatcher.dispatch_blocking(request.map(Full::new));
    let seen = seen.0.lock().unwrap().clone();
    (reply.status().as_u16(), seen)
}

/// Square signs the URL as it was registered, in these characters.
#[test]
fn the_url_of_square_is_the_registered_one() {
    for (id, registered, other) in [
        (
            "sdk/square/root-no-slash",
            "https://hooks.example.test",
            "https://hooks.example.test/",
        ),
        (
            "sdk/square/port443-configured",
            "https://hooks.example.test:443/in",
            "https://hooks.example.test/in",
        ),
    ] {
        let vector = vectors(|vector| vector["id"] == id).remove(0);
        let secret = || Secret::new(vector["secret"].as_str().unwrap());
        let mut request = request(&vector);
        *request.uri_mut() = "/in".parse().unwrap();
        let (status, seen) = send::<Square>(request.clone(), secret(), Some(registered));
        assert_eq!((status, seen.len()), (200, 1), "{id}");
        assert_eq!(
            send::<Square>(request, secret(), Some(other)).0,
            401,
            "{id}"
        );
    }
}

fn dispatch<G: SignedGroup>(
    id: &str,
    is_signed: bool,
    body: &str,
) -> (u16, Vec<[Option<String>; 2]>) {
    let vector = vectors(|vector| vector["id"] == id).remove(0);
    let mut request = request(&vector);
    if vector["body"].is_null() {
        *request.body_mut() = Bytes::from(body.to_owned());
    }
    let scheme = G::DESCRIPTOR.scheme().unwrap();
    if is_signed {
        sign(scheme, &mut request);
    }
    send::<G>(request, secret(scheme), None)
}

fn noted(event: &str, id: Option<&str>) -> Vec<[Option<String>; 2]> {
    vec![[Some(event.to_owned()), id.map(str::to_owned)]]
}

#[test]
fn dispatchers_answer_as_senders_want() {
    assert_eq!(vectors(is_dispatched).len(), 5);
    assert_eq!(
        dispatch::<Discord>("dispatch/discord-webhook-event", true, ""),
        (204, noted("APPLICATION_AUTHORIZED", None))
    );
    assert_eq!(
        dispatch::<Svix>("dispatch/svix-id", true, r#"{"type":"a.b","data":{}}"#),
        (200, noted("a.b", Some("msg_1")))
    );
    assert!(Svix::DESCRIPTOR.id_is_signed());
    assert_eq!(
        dispatch::<Bitbucket>("dispatch/bitbucket-dc-id", true, "{}"),
        (
            200,
            noted(
                "repo:refs_changed",
                Some("6a3fe6f4-0000-4000-8000-000000000000")
            )
        )
    );
    assert_eq!(
        dispatch::<GitLab>("dispatch/gitlab-group-hook", true, ""),
        (200, noted("user_add_to_group", None))
    );
    // With a signature and without one; another form is refused as before.
    for is_signed in [true, false] {
        let answer = dispatch::<Slack>("dispatch/slack-ssl-check", is_signed, "");
        assert_eq!(answer, (200, Vec::new()), "{is_signed}");
    }
    let form = Request::post("https://hooks.example.test/in")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Bytes::from("ssl_check=0&command=%2Fdeploy"))
        .unwrap();
    let key = secret(Slack::DESCRIPTOR.scheme().unwrap());
    assert_eq!(send::<Slack>(form, key, None).0, 401);
}
