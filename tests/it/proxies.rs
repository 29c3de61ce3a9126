//! The origin of `{$url}`: the configuration or a trusted proxy, and nothing else.
#![expect(
    clippy::needless_pass_by_value,
    reason = "a handler owns its arguments"
)]

mod forwarded;
mod public_url;

use std::time::SystemTime;

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use serde::Deserialize;
use webhook_core::dispatcher::{Peer, ProblemKind, ProxyHeaders};
use webhook_core::scheme::Keyring;
use webhook_core::senders;
use webhook_core::{Dispatcher, DispatcherBuilder, EventGroup, Secret, on_event};

use crate::log::logged;

#[derive(Debug, Deserialize)]
struct Payment {
    id: String,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/square", discriminator = "/type", payload = "$request.body", signature = square)]
enum Square {
    #[event("payment.created")]
    PaymentCreated(Payment),
}

#[on_event(group = "square", ty = Payment)]
fn paid(payment: Payment) {
    assert_eq!(payment.id, "p1");
}

const SECRET: &str = "a-shared-secret-of-32-characters";

fn builder() -> DispatcherBuilder {
    Dispatcher::builder().group::<Square>(Secret::new(SECRET))
}

/// Signed for `signed_url`, and sent as `sent_uri` from `peer` with these headers.
fn status(
    dispatcher: &Dispatcher,
    signed_url: &str,
    (sent_uri, peer, headers): (&str, &str, &[(&str, &str)]),
) -> u16 {
    let body = r#"{"type":"payment.created","id":"p1"}"#;
    let mut request = Request::post(signed_url).body(Bytes::from(body)).unwrap();
    let keyring = Keyring::from(Secret::new(SECRET));
    let square = senders::square.scheme().unwrap();
    square
        .sign_at(&keyring, &mut request, SystemTime::now())
        .unwrap();
    *request.uri_mut() = sent_uri.parse().unwrap();
    request.extensions_mut().insert(Peer(peer.parse().unwrap()));
    for (name, value) in headers {
        let name: http::HeaderName = name.parse().unwrap();
        request.headers_mut().append(name, value.parse().unwrap());
    }
    dispatcher
        .dispatch_blocking(request.map(Full::new))
        .status()
        .as_u16()
}

const OURS: [(&str, &str); 2] = [
    ("x-forwarded-proto", "https"),
    ("x-forwarded-host", "hooks.example.test"),
];
const URL: &str = "https://hooks.example.test/square?a=1";

#[test]
fn forwarded_headers_of_a_named_proxy_are_the_url() {
    let x = builder().trusted_proxies(["10.0.0.0/8"], ProxyHeaders::XForwarded);
    let x = x.build().unwrap();
    assert_eq!(status(&x, URL, ("/square?a=1", "10.1.2.3", &OURS)), 200);
    // Another host, which the proxy serves as well.
    let other = [OURS[0], ("x-forwarded-host", "other.example.test:8443")];
    let url = "https://other.example.test:8443/square?a=1";
    assert_eq!(status(&x, url, ("/square?a=1", "10.1.2.3", &other)), 200);
    assert_eq!(status(&x, URL, ("/square?a=1", "10.1.2.3", &other)), 401);

    let rfc = builder().trusted_proxies(["10.0.0.0/8"], ProxyHeaders::Forwarded);
    let rfc = rfc.build().unwrap();
    let forwarded =
        "host=forged.test;proto=http, for=192.0.2.7;host=hooks.example.test;proto=https";
    let headers = [("forwarded", forwarded)];
    assert_eq!(
        status(&rfc, URL, ("/square?a=1", "10.1.2.3", &headers)),
        200
    );
}

/// An attacker has a delivery that was signed for another host, and forges the headers that would make it ours.
#[test]
fn forged_headers_are_nobodys() {
    let stolen = "https://elsewhere.test/square";
    let forged = [
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "elsewhere.test"),
        ("forwarded", "host=elsewhere.test;proto=https"),
        ("host", "elsewhere.test"),
    ];
    let alone = builder().trusted_proxies(["10.0.0.0/8"], ProxyHeaders::XForwarded);
    let alone = alone.build().unwrap();
    let both = builder()
        .public_url("https://hooks.example.test")
        .trusted_proxies(["10.0.0.0/8"], ProxyHeaders::Forwarded)
        .build()
        .unwrap();
    let never = builder().public_url("https://hooks.example.test");
    let never = never.build().unwrap();
    for dispatcher in [&alone, &both, &never] {
        for uri in ["/square", "https://elsewhere.test/square"] {
            assert_eq!(
                status(dispatcher, stolen, (uri, "203.0.113.9", &forged)),
                401,
                "{uri}"
            );
        }
    }
    // A named proxy that says nothing, or passes on only the other kind as anyone wrote it.
    for (dispatcher, headers) in [(&alone, &forged[2..]), (&both, &forged[..2])] {
        for uri in ["/square", "https://elsewhere.test/square"] {
            assert_eq!(
                status(dispatcher, stolen, (uri, "10.1.2.3", headers)),
                401,
                "{uri}"
            );
        }
    }
    // Without a word of the proxy, the configured URL stands.
    assert_eq!(status(&both, URL, ("/square?a=1", "10.1.2.3", &[])), 200);
    assert_eq!(
        status(&both, URL, ("/square?a=1", "203.0.113.9", &forged)),
        200
    );
}

#[test]
fn a_scheme_that_signs_the_url_needs_one_of_both() {
    let problems = builder().build().err().unwrap();
    let kinds: Vec<_> = problems
        .problems()
        .iter()
        .map(webhook_core::dispatcher::Problem::kind)
        .collect();
    assert_eq!(kinds, [ProblemKind::PublicUrl]);
}

#[test]
fn who_is_believed_is_told_once_at_start() {
    let start = |headers| {
        let builder = builder().trusted_proxies(["10.0.0.0/8", "::1"], headers);
        logged(|| drop(builder.build().unwrap()))
    };
    for (headers, names, words) in [
        (
            ProxyHeaders::XForwarded,
            "X-Forwarded-Proto, X-Forwarded-Host",
            "must overwrite them",
        ),
        (
            ProxyHeaders::Forwarded,
            "Forwarded",
            "must overwrite it, or append its own element",
        ),
    ] {
        let log = start(headers);
        let told: Vec<_> = log
            .lines()
            .filter(|line| line.contains("10.0.0.0/8"))
            .collect();
        assert_eq!(told.len(), 1, "{log}");
        assert!(told[0].starts_with("INFO"), "{log}");
        assert!(told[0].contains("networks=\"10.0.0.0/8, ::1\""), "{log}");
        assert!(told[0].contains(&format!("headers=\"{names}\"")), "{log}");
        assert!(told[0].contains(words), "{log}");
    }
    let log = logged(|| drop(builder().public_url("https://a.test").build().unwrap()));
    assert!(!log.contains("overwrite"), "{log}");
}
