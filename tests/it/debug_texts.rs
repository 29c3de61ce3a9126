//! What `Debug` prints of the first texts that a newcomer sees.

use bytes::Bytes;
use http::Request;
use serde::Deserialize;
use webhook_core::config::SchemeConfig;
use webhook_core::group::Unrecognised;
use webhook_core::scheme::{KeyError, Keyring, SchemeError, SecretError, Verifier};
use webhook_core::{BuildError, Delivery, Dispatcher, EventGroup, Secret, UnknownEvent, on_event};

const SECRET: &str = "your-shared-secret";

#[derive(Debug, Deserialize)]
struct Shown {}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/shown",
    discriminator("/type", "/action"),
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum ShownEvents {
    #[event("order", "created")]
    Created(Shown),
}

#[derive(Debug, EventGroup)]
#[event_group(discriminator("/type", "/action"), signature = none)]
enum Unsigned {
    #[event("order", "created", ignore)]
    Created(Shown),
}

/// Has no handler.
#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Forgotten {
    #[event("order")]
    Order(Shown),
}

#[on_event(group = "shown_events", ty = Shown)]
fn created(_: Shown) {}

fn unknown(kind: &str, action: &str) -> UnknownEvent {
    let body = serde_json::json!({ "type": kind, "action": action }).to_string();
    let mut request = Request::new(Bytes::from(body));
    let secret = Secret::new(SECRET);
    let scheme = ShownEvents::DESCRIPTOR.scheme().unwrap();
    scheme.sign(&secret, &mut request).unwrap();
    let verified = ShownEvents::verify(Delivery::from(request), &secret.into()).unwrap();
    match ShownEvents::recognise(verified) {
        Err(Unrecognised::Unknown(unknown)) => unknown,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_unknown_event_of_a_verified_delivery_shows_the_values_that_name_it() {
    assert_eq!(
        format!("{:?}", unknown("order", "archived")),
        r#"UnknownEvent { values: ["order", "archived"], matches: [], body_bytes: 36, .. }"#
    );
    assert_eq!(
        format!("{:?}", unknown("\u{1b}[31m\r\n", "\u{202e}\"")),
        r#"UnknownEvent { values: ["\u{1b}[31m\r\n", "\u{202e}\""], matches: [], body_bytes: 42, .. }"#
    );
    let (longest, longer) = ("é".repeat(64), "é".repeat(65));
    let text = format!("{:?}", unknown(&longest, &longer));
    let values = format!(r#"values: ["{longest}", "{longest}…"],"#);
    assert!(text.contains(&values), "{text}");
}

#[test]
fn an_unknown_event_of_an_unsigned_group_shows_only_how_many_they_are() {
    let body = r#"{"type":"order","action":"archived"}"#;
    let delivery = Unsigned::unverified(Delivery::from(Request::new(Bytes::from(body))));
    let unknown = match Unsigned::recognise(delivery) {
        Err(Unrecognised::Unknown(unknown)) => unknown,
        other => panic!("{other:?}"),
    };
    assert_eq!(unknown.values(), ["order", "archived"]);
    assert_eq!(
        format!("{unknown:?}"),
        "UnknownEvent { values: 2, matches: [], body_bytes: 36, .. }"
    );
}

#[test]
fn errors_of_a_start_print_the_same_as_debug_and_as_display() {
    let build: BuildError = Dispatcher::builder()
        .group::<Forgotten>(Secret::new(""))
        .build()
        .unwrap_err();
    let text = "the dispatcher cannot start:\n  group `forgotten`: ";
    assert!(format!("{build:?}").starts_with(text), "{build:?}");
    assert_eq!(format!("{build:?}"), build.to_string());
    assert_eq!(format!("{build:#?}"), build.to_string());

    let secret: SecretError = Secret::from_env("WEBHOOK_TESTS_UNSET").unwrap_err();
    assert_eq!(
        format!("{secret:?}"),
        "the environment variable `WEBHOOK_TESTS_UNSET` is not set"
    );

    let scheme = ShownEvents::DESCRIPTOR.scheme().unwrap();
    let verifier = Verifier::new(scheme).unwrap();
    let keys: KeyError = verifier
        .prepare(&Keyring::from(Secret::new("")))
        .map(drop)
        .unwrap_err();
    assert_eq!(format!("{keys:?}"), "the secret `1` is blank");

    let config = r#"{"preset":"stripe","message":"{t}.{$body}"}"#;
    let config: SchemeConfig = serde_json::from_str(config).unwrap();
    let scheme: SchemeError = config.scheme().map(drop).unwrap_err();
    let text = "unknown expression `{$body}`";
    assert!(format!("{scheme:?}").starts_with(text), "{scheme:?}");
}
