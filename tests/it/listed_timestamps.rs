//! A timestamp that is signed through a list of signed headers, as Contentful and Hook0 do.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{HeaderValue, Request};
use http_body_util::Full;
use webhook_core::scheme::{Keyring, Scheme, SignErrorKind, SignatureFailureKind, Verifier};
use webhook_core::{Delivery, Dispatcher, EventGroup, Secret, dispatcher::Clock, on_event};

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/contentful",
    discriminator = "/type",
    signature(
        algorithm = "hmac-sha256",
        header = "X-Contentful-Signature",
        field("names", header = "X-Contentful-Signed-Headers"),
        field("ts", header = "X-Contentful-Timestamp"),
        message = "{$method}\n{$request.path}\n{names | header_pairs}\n{$request.body}",
        timestamp("ts", unit = ms),
        tolerance("30s", "1m"),
    )
)]
enum Contentful {
    #[event("publish")]
    Publish,
}

/// The names are in the signature, and the time is a header among them.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/hooks",
    discriminator = "/type",
    signature(
        algorithm = "hmac-sha256",
        header = "X-Hook-Signature",
        list(separator = ',', pair = '=', label = "v1"),
        field("h", item = "h"),
        field("ts", header = "X-Hook-Time"),
        message = "{h}.{h | header_values}.{$request.body}",
        timestamp = "ts",
        tolerance = "5m",
    )
)]
enum Hooks {
    #[event("publish")]
    Publish,
}

#[on_event(group = Contentful, event = "publish")]
fn published() {}

#[on_event(group = Hooks, event = "publish")]
fn hooked() {}

const NOW: u64 = 1_700_000_000;

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn secret() -> Secret {
    Secret::new("a-secret-of-more-than-24-bytes")
}

fn request(path: &str) -> Request<Bytes> {
    Request::post(path)
        .header("content-type", "application/json")
        .header("x-topic", "Entry.publish")
        .body(Bytes::from_static(b"{\"type\":\"publish\"}"))
        .unwrap()
}

fn signed(scheme: &Scheme<'_>, path: &str, time: u64) -> Request<Bytes> {
    let mut request = request(path);
    let keys = Keyring::from(secret());
    scheme.sign_at(&keys, &mut request, at(time)).unwrap();
    request
}

fn verdict(
    scheme: &Scheme<'_>,
    request: Request<Bytes>,
) -> Result<(), (SignatureFailureKind, &'static str)> {
    let verifier = Verifier::new(scheme).unwrap();
    let keys = verifier.prepare(&secret().into()).unwrap();
    let delivery = Delivery::from(request).with_received_at(at(NOW));
    match verifier.verify(&delivery, &keys) {
        Ok(_) => Ok(()),
        Err(failure) => Err((failure.kind(), failure.cause())),
    }
}

/// Signs a list that the sender could not have sent, as an attacker cannot either.
fn unlisted(scheme: &Scheme<'_>, path: &str) -> Request<Bytes> {
    let untimed = Scheme::in_header(scheme.algorithm(), scheme.location().name())
        .with_message(scheme.message());
    let untimed = match scheme.list() {
        Some(list) => untimed.with_list(list),
        None => untimed,
    };
    let untimed = scheme
        .fields()
        .filter(|field| field.name() != "ts")
        .fold(untimed, Scheme::with_field);
    let mut request = request(path);
    let keys = Keyring::from(secret());
    untimed.sign_at(&keys, &mut request, at(NOW)).unwrap();
    request
}

const UNLISTED: (SignatureFailureKind, &str) = (
    SignatureFailureKind::Malformed,
    "the list of signed headers lacks that of the timestamp",
);

#[test]
fn a_listed_timestamp_is_checked() {
    let (contentful, hooks) = (Contentful::DESCRIPTOR, Hooks::DESCRIPTOR);
    for (group, time, value) in [
        (contentful, "x-contentful-timestamp", "1700000000000"),
        (hooks, "x-hook-time", "1700000000"),
    ] {
        let (scheme, path) = (group.scheme().unwrap(), group.paths()[0]);
        assert_eq!(verdict(scheme, signed(scheme, path, NOW)), Ok(()));
        let late = verdict(scheme, signed(scheme, path, NOW - 301));
        assert_eq!(
            late.map_err(|(kind, _)| kind),
            Err(SignatureFailureKind::Expired)
        );

        // An old delivery with a new time: the list signs the old one.
        let mut replayed = signed(scheme, path, NOW - 301);
        replayed
            .headers_mut()
            .insert(time, HeaderValue::from_static(value));
        let replayed = verdict(scheme, replayed);
        assert_eq!(
            replayed.map_err(|(kind, _)| kind),
            Err(SignatureFailureKind::BadSignature)
        );

        // A delivery whose list lacks the time, with any time.
        let mut unsigned = unlisted(scheme, path);
        unsigned
            .headers_mut()
            .insert(time, HeaderValue::from_static(value));
        assert_eq!(verdict(scheme, unsigned), Err(UNLISTED));
    }
}

#[test]
fn the_name_in_the_list_is_a_whole_word_in_any_case() {
    let scheme = Contentful::DESCRIPTOR.scheme().unwrap();
    for (list, expected) in [
        ("x-topic,x-contentful-timestamp", Ok(())),
        ("X-Contentful-Timestamp", Ok(())),
        ("x-contentful-timestamp2", Err(UNLISTED)),
        ("", Err(UNLISTED)),
    ] {
        let mut request = request("/contentful");
        for (name, value) in [
            ("x-contentful-signed-headers", list),
            ("x-contentful-timestamp", "1700000000000"),
            ("x-contentful-timestamp2", "1700000000000"),
        ] {
            request
                .headers_mut()
                .insert(name, HeaderValue::from_static(value));
        }
        let keys = Keyring::from(secret());
        let made = scheme.sign_at(&keys, &mut request, at(NOW));
        match expected {
            Ok(()) => {
                made.unwrap();
                assert_eq!(verdict(scheme, request), Ok(()), "{list}");
            }
            Err(_) => assert_eq!(made.unwrap_err().kind(), SignErrorKind::Message, "{list}"),
        }
    }
}

struct Fixed;

impl Clock for Fixed {
    fn now(&self) -> SystemTime {
        at(NOW)
    }
}

#[test]
fn a_dispatcher_refuses_a_list_without_the_time() {
    let dispatcher = Dispatcher::builder()
        .group::<Contentful>(secret())
        .group::<Hooks>(secret())
        .clock(Fixed)
        .build()
        .unwrap();
    for (group, time) in [
        (Contentful::DESCRIPTOR, "x-contentful-timestamp"),
        (Hooks::DESCRIPTOR, "x-hook-time"),
    ] {
        let (scheme, path) = (group.scheme().unwrap(), group.paths()[0]);
        let genuine = signed(scheme, path, NOW);
        let reply = dispatcher.dispatch_blocking(genuine.clone().map(Full::new));
        assert_eq!(reply.status(), 200, "{path}");
        let mut unsigned = unlisted(scheme, path);
        let value = genuine.headers()[time].clone();
        unsigned.headers_mut().insert(time, value);
        let reply = dispatcher.dispatch_blocking(unsigned.map(Full::new));
        assert_eq!(reply.status(), 401, "{path}");
    }
}
