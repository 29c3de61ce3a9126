//! A URL is signed as it was registered: with the path before the server's own, and in exactly the same characters.
#![expect(
    clippy::needless_pass_by_value,
    reason = "a handler owns its arguments"
)]

use std::sync::{Arc, Mutex};

use base64ct::{Base64, Encoding as _};
use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::Request;
use http_body_util::Full;
use sha2::Sha256;
use webhook_core::dispatcher::{Peer, ProblemKind, ProxyHeaders};
use webhook_core::future::BoxFuture;
use webhook_core::scheme::{SignatureFailure, SignatureFailureKind};
use webhook_core::verification::{CustomSignature, CustomVerifier, Unverifiable};
use webhook_core::{Delivery, Dispatcher, DispatcherBuilder, EventGroup, Meta, Secret, on_event};

use super::{Payment, SECRET, Square};
use crate::log::logged;

/// At the root of its host.
#[derive(Debug, EventGroup)]
#[event_group(path = "/", discriminator = "/type", payload = "$request.body", signature = square)]
enum Root {
    #[event("payment.created", ignore)]
    PaymentCreated(Payment),
}

/// Several paths, and a part of the URL that says the event.
#[derive(Debug, EventGroup)]
#[event_group(path("/shops/*", "/shop"), discriminator = "$request.query.event", id = "$request.path", payload = "$request.body", signature = square)]
enum Shops {
    #[event("created")]
    Created(Payment),
}

#[on_event(group = "shops", ty = Payment)]
fn created(_: Payment, meta: Meta) {
    assert!(meta.id_is_signed());
    assert_eq!(meta.id(), Some("/in/shops/7"));
}

/// Signs the URL, and is handled by it.
#[derive(Debug, EventGroup)]
#[event_group(path = "/one", discriminator = "$request.query.event", payload = "$request.body", signature = square)]
enum One {
    #[event("created", ignore)]
    Created(Payment),
}

/// Signs no URL.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/plain",
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Plain {
    #[event("ping", ignore)]
    Ping(Payment),
}

const BODY: &str = r#"{"type":"payment.created","id":"p1"}"#;

/// A request that is sent to `uri`, and was signed for `signed`, which need not be a URI.
fn request(signed: &str, uri: &str) -> Request<Full<Bytes>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(signed.as_bytes());
    mac.update(BODY.as_bytes());
    let digest = Base64::encode_string(&mac.finalize().into_bytes());
    Request::post(uri)
        .header("x-square-hmacsha256-signature", digest)
        .body(Full::from(BODY))
        .unwrap()
}

fn status(dispatcher: &Dispatcher, signed: &str, uri: &str) -> u16 {
    dispatcher
        .dispatch_blocking(request(signed, uri))
        .status()
        .as_u16()
}

fn secret() -> Secret {
    Secret::new(SECRET)
}

fn both() -> DispatcherBuilder {
    Dispatcher::builder()
        .group::<Square>(secret())
        .group::<Root>(secret())
}

#[test]
fn the_url_is_what_was_registered() {
    let cases = [
        ("https://a.test", "/square?b=1", "https://a.test/square?b=1"),
        ("https://a.test/", "/square", "https://a.test/square"),
        (
            "https://a.test/in",
            "/square?b=1",
            "https://a.test/in/square?b=1",
        ),
        ("https://a.test/in/", "/square", "https://a.test/in/square"),
        (
            "https://a.test/in//",
            "/square",
            "https://a.test/in//square",
        ),
        (
            "https://a.test/%7Ein",
            "/square",
            "https://a.test/%7Ein/square",
        ),
        // What `http::Uri` writes otherwise.
        (
            "https://Hooks.A.test:443",
            "/square",
            "https://Hooks.A.test:443/square",
        ),
        ("HTTPS://a.test", "/square", "HTTPS://a.test/square"),
        (
            "http://a.test:80/in",
            "/square",
            "http://a.test:80/in/square",
        ),
        (
            "https://[2001:DB8::1]:443",
            "/square",
            "https://[2001:DB8::1]:443/square",
        ),
        // No path: one slash is the difference.
        ("https://a.test", "/", "https://a.test"),
        ("https://a.test", "/?b=1", "https://a.test?b=1"),
        ("https://a.test/", "/", "https://a.test/"),
        ("https://a.test/", "/?b=1", "https://a.test/?b=1"),
        ("https://a.test/in", "/", "https://a.test/in"),
        ("https://a.test/in/", "/", "https://a.test/in/"),
    ];
    for (public, uri, signed) in cases {
        let dispatcher = both().public_url(public).build().unwrap();
        assert_eq!(status(&dispatcher, signed, uri), 200, "{public} {uri}");
        for (_, _, other) in cases.iter().filter(|(_, _, other)| *other != signed) {
            assert_eq!(
                status(&dispatcher, other, uri),
                401,
                "{public} {uri} {other}"
            );
        }
    }
}

/// Text that is not a URI is spelled like any other.
#[test]
fn a_url_in_capitals_has_both_spellings_of_its_port() {
    #[derive(Debug, EventGroup)]
    #[event_group(
        path = "/any",
        discriminator = "/type",
        signature(
            algorithm = "hmac-sha256",
            header = "X-Square-HmacSha256-Signature",
            encoding = base64,
            message = "{$url | any_port}|{$request.body}"
        )
    )]
    enum AnyPort {
        #[event("payment.created", ignore)]
        PaymentCreated(Payment),
    }
    for public in ["HTTPS://A.test", "HTTPS://A.test:443"] {
        let builder = Dispatcher::builder()
            .group::<AnyPort>(secret())
            .public_url(public);
        let dispatcher = builder.build().unwrap();
        for signed in ["HTTPS://A.test/any?b|", "HTTPS://A.test:443/any?b|"] {
            assert_eq!(
                status(&dispatcher, signed, "/any?b"),
                200,
                "{public} {signed}"
            );
        }
        assert_eq!(status(&dispatcher, "https://a.test/any?b|", "/any?b"), 401);
    }
}

#[test]
fn a_group_may_have_a_url_of_its_own() {
    let dispatcher = both()
        .public_url("https://a.test/in")
        .public_url_for::<Square>("https://Own.test:443/registered")
        .build()
        .unwrap();
    // The whole URL: a proxy may call the path otherwise.
    let own = "https://Own.test:443/registered";
    assert_eq!(status(&dispatcher, own, "/square"), 200);
    assert_eq!(
        status(&dispatcher, &format!("{own}?b=1"), "/square?b=1"),
        200
    );
    assert_eq!(
        status(&dispatcher, "https://a.test/in/square", "/square"),
        401
    );
    assert_eq!(
        status(&dispatcher, &format!("{own}/square"), "/square"),
        401
    );
    // The others keep that of the server.
    assert_eq!(status(&dispatcher, "https://a.test/in", "/"), 200);
    assert_eq!(status(&dispatcher, own, "/"), 401);

    // One is enough, whatever else is known.
    let alone = Dispatcher::builder().group::<Root>(secret());
    let alone = alone
        .public_url_for::<Root>("https://a.test")
        .build()
        .unwrap();
    assert_eq!(status(&alone, "https://a.test", "/"), 200);
    assert_eq!(status(&alone, "https://a.test/", "/"), 401);
}

/// What the group reads of the URL is what was signed, and not what was sent.
#[test]
fn a_registered_query_is_the_one_that_is_read() {
    let builder = Dispatcher::builder().group::<One>(secret());
    let url = "https://a.test/in?event=created&b=%7e";
    let dispatcher = builder.public_url_for::<One>(url).build().unwrap();
    for uri in [
        "/one?event=created&b=%7e",
        "/one?b=~&event=created",
        "/one?event=deleted",
        "/one",
    ] {
        assert_eq!(status(&dispatcher, url, uri), 200, "{uri}");
    }
    assert_eq!(
        status(
            &dispatcher,
            "https://a.test/in?event=deleted",
            "/one?event=deleted"
        ),
        401
    );
}

#[test]
fn a_group_with_several_paths_says_what_stands_before_them() {
    let shops = || Dispatcher::builder().group::<Shops>(secret());
    let dispatcher = shops()
        .public_url_for::<Shops>("https://a.test/in/*")
        .build()
        .unwrap();
    let signed = "https://a.test/in/shops/7?event=created";
    assert_eq!(status(&dispatcher, signed, "/shops/7?event=created"), 200);
    assert_eq!(status(&dispatcher, signed, "/shops/8?event=created"), 401);

    let error = shops()
        .public_url_for::<Shops>("https://a.test/in")
        .build()
        .unwrap_err();
    let text = error.to_string();
    assert_eq!(error.problems().len(), 1, "{text}");
    assert!(
        text.contains("several paths") && text.contains("`https://a.test/in/*`"),
        "{text}"
    );
}

/// The problem of a builder: its group and text.
fn problem(builder: DispatcherBuilder) -> (&'static str, String) {
    let error = builder.build().unwrap_err();
    let [problem] = error.problems() else {
        panic!("{error}");
    };
    assert_eq!(problem.kind(), ProblemKind::PublicUrl, "{error}");
    (problem.group(), problem.to_string())
}

#[test]
fn what_is_not_a_public_url_is_refused() {
    let known = || {
        Dispatcher::builder()
            .group::<Square>(secret())
            .public_url("https://a.test")
    };
    for bad in [
        "a.test",
        "/in",
        "https://",
        "https:///in",
        "ftp://a.test",
        "https://a.test/i n",
        "https://a.test/in#part",
        "https://a.test\n",
        "https://a b.test",
        "//a.test",
    ] {
        for (group, text) in [
            problem(Dispatcher::builder().public_url(bad)),
            problem(known().public_url_for::<Square>(bad)),
        ] {
            assert!(
                text.contains("write `https://example.com"),
                "{group} {text}"
            );
        }
    }
    // It was given, so it is not reported as missing too.
    let square = || Dispatcher::builder().group::<Square>(secret());
    for refused in [
        square().public_url("a.test"),
        square().public_url_for::<Square>("a.test"),
        square().trusted_proxies(["10.0.0/8"], ProxyHeaders::Forwarded),
    ] {
        let (_, text) = problem(refused);
        assert!(text.contains(": write `"), "{text}");
    }
    // Of a server, it is a beginning.
    for bad in [
        "https://a.test/?b",
        "https://a.test/in?secret=1",
        "https://a.test/*",
    ] {
        let (_, text) = problem(Dispatcher::builder().public_url(bad));
        assert!(
            text.contains("`https://a.test/") && !text.contains("secret"),
            "{text}"
        );
    }
    let (group, text) = problem(known().public_url_for::<Root>("https://a.test"));
    assert!(
        group == "root" && text.contains("the group is not"),
        "{text}"
    );
    let twice = known()
        .public_url_for::<Square>("https://a.test")
        .public_url_for::<Square>("https://b.test");
    assert!(problem(twice).1.contains("twice"));
    let plain = Dispatcher::builder().group::<Plain>(secret());
    let (group, text) = problem(plain.public_url_for::<Plain>("https://a.test"));
    assert!(
        group == "plain" && text.contains("does not sign `{$url}`"),
        "{text}"
    );
}

#[test]
fn user_information_is_refused_and_never_printed() {
    let known = || {
        Dispatcher::builder()
            .group::<Square>(secret())
            .public_url("https://a.test")
    };
    for bad in [
        "https://jo:s3same@a.test",
        "https://jo:s3same@a.test/in",
        "https://jo@a.test",
        "https://:s3same@a.test",
        "https://jo:s3same@",
        "jo:s3same@a.test",
        "https://jo:s3s ame@a.test",
        "https://jo:s3s/ame@a.test",
        "https://jo:s3s?ame@a.test",
        "ftp://jo:s3same@a.test",
        "https://jo:s3same@a.test/?b",
    ] {
        let log = logged(|| {
            for builder in [
                Dispatcher::builder().public_url(bad),
                known().public_url_for::<Square>(bad),
            ] {
                let shown = format!("{builder:?}");
                let error = builder.build().unwrap_err();
                let text = format!("{shown} {error} {error:?}");
                for word in ["jo:", "jo@", "s3s", "ame@"] {
                    assert!(!text.contains(word), "{bad}: {text}");
                }
            }
        });
        assert!(!log.contains("jo"), "{log}");
    }
    // Behind the host it is a letter like any other.
    let dispatcher = both().public_url("https://a.test/@jo").build().unwrap();
    assert_eq!(
        status(&dispatcher, "https://a.test/@jo/square", "/square"),
        200
    );
}

fn from_proxy(mut request: Request<Full<Bytes>>, proto: &str, host: &str) -> Request<Full<Bytes>> {
    request.extensions_mut().insert(Peer([10, 1, 2, 3].into()));
    let headers = request.headers_mut();
    headers.insert("x-forwarded-proto", proto.parse().unwrap());
    headers.insert("x-forwarded-host", host.parse().unwrap());
    request
}

#[test]
fn a_proxy_that_contradicts_is_told_once_with_both() {
    let behind = || both().trusted_proxies(["10.0.0.0/8"], ProxyHeaders::XForwarded);
    let dispatcher = behind()
        .public_url("https://A.test:443/in")
        .build()
        .unwrap();
    let send = |signed: &str, uri: &str, proto: &str, host: &str| {
        let request = from_proxy(request(signed, uri), proto, host);
        dispatcher.dispatch_blocking(request).status().as_u16()
    };
    let contradictions = |log: &str| {
        log.lines()
            .filter(|line| line.contains("names another"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    // The same, in other letters: it is signed as it was registered.
    let log = logged(|| {
        for (proto, host) in [
            ("https", "a.test"),
            ("HTTPS", "A.TEST"),
            ("https", "a.test:443"),
        ] {
            assert_eq!(
                send("https://A.test:443/in/square", "/square", proto, host),
                200,
                "{proto} {host}"
            );
        }
    });
    assert_eq!(contradictions(&log), [""; 0], "{log}");
    // Another one is believed, as there may be several hosts.
    let log = logged(|| {
        for uri in ["/square", "/"] {
            let path = uri.trim_end_matches('/');
            assert_eq!(
                send(
                    &format!("https://b.test:8443/in{path}"),
                    uri,
                    "https",
                    "b.test:8443"
                ),
                200
            );
            assert_eq!(
                send(&format!("http://a.test/in{path}"), uri, "http", "a.test"),
                200
            );
            assert_eq!(
                send(
                    &format!("https://A.test:443/in{path}"),
                    uri,
                    "http",
                    "a.test"
                ),
                401
            );
        }
    });
    let told = contradictions(&log);
    assert_eq!(told.len(), 1, "{log}");
    assert!(told[0].starts_with("WARN"), "{log}");
    assert!(
        told[0].contains("https://b.test:8443") && told[0].contains("https://A.test:443/in"),
        "{log}"
    );

    // That of a group is the whole URL, which no proxy knows.
    let dispatcher = behind()
        .public_url_for::<Square>("https://own.test/x")
        .build()
        .unwrap();
    let log = logged(|| {
        for _ in 0..2 {
            let request = from_proxy(request("https://own.test/x", "/square"), "http", "inner");
            assert_eq!(dispatcher.dispatch_blocking(request).status(), 200);
        }
    });
    let told = contradictions(&log);
    assert_eq!(told.len(), 1, "{log}");
    assert!(
        told[0].contains("http://inner") && told[0].contains("https://own.test/x"),
        "{log}"
    );
    // So is the beginning of several.
    let shops = Dispatcher::builder()
        .group::<Shops>(secret())
        .trusted_proxies(["10.0.0.0/8"], ProxyHeaders::XForwarded)
        .public_url_for::<Shops>("https://own.test/in/*")
        .build()
        .unwrap();
    for (host, expected) in [("own.test", 200), ("inner", 401)] {
        let signed = format!("https://{host}/in/shops/7?event=created");
        let request = request(&signed, "/shops/7?event=created");
        let request = from_proxy(request, "https", "inner");
        assert_eq!(shops.dispatch_blocking(request).status(), expected);
    }

    // What is forged far from a proxy contradicts nothing.
    let log = logged(|| {
        let mut forged = from_proxy(request("https://own.test/x", "/square"), "http", "forged");
        forged
            .extensions_mut()
            .insert(Peer([203, 0, 113, 9].into()));
        assert_eq!(dispatcher.dispatch_blocking(forged).status(), 200);
    });
    assert!(!log.contains("forged"), "{log}");
}

#[test]
fn the_log_of_a_401_has_the_url_that_was_tried() {
    let dispatcher = both().public_url("https://A.test:443/in").build().unwrap();
    let tried =
        |uri: &str| logged(|| assert_eq!(status(&dispatcher, "https://elsewhere.test", uri), 401));
    let log = tried("/square");
    assert!(
        log.contains("URL tried: https://A.test:443/in/square, "),
        "{log}"
    );
    // A query may hold a token.
    let log = tried("/square?token=hunter2&b=1");
    assert!(
        log.contains("URL tried: https://A.test:443/in/square?<17 bytes>, "),
        "{log}"
    );
    assert!(!log.contains("hunter2"), "{log}");
    let log = tried("/");
    assert!(log.contains("URL tried: https://A.test:443/in, "), "{log}");

    // Only what is signed is named; and what is not known is said to be.
    let plain = Dispatcher::builder()
        .group::<Plain>(secret())
        .build()
        .unwrap();
    let log = logged(|| assert_eq!(status(&plain, "", "/plain"), 401));
    assert!(!log.contains("URL"), "{log}");
    let behind = both()
        .trusted_proxies(["10.0.0.0/8"], ProxyHeaders::XForwarded)
        .build()
        .unwrap();
    let log = logged(|| assert_eq!(status(&behind, "https://a.test/square", "/square"), 401));
    assert!(
        log.contains("the public URL is not configured") && !log.contains("URL tried"),
        "{log}"
    );
    // A long one is cut.
    let endless = from_proxy(
        request("", "/square"),
        "https",
        &format!("{}.test", "a".repeat(2_000)),
    );
    let log = logged(|| drop(behind.dispatch_blocking(endless)));
    assert!(
        log.contains("URL tried: https://aaa") && log.len() < 1_000,
        "{log}"
    );
}

/// What code of the program's verifies is shown the same.
#[test]
fn a_verifier_is_shown_the_text() {
    #[derive(Debug, EventGroup)]
    #[event_group(path = "/custom", discriminator = "/type", signature = custom)]
    enum Custom {
        #[event("payment.created", ignore)]
        PaymentCreated(Payment),
    }
    #[derive(Clone, Default)]
    struct Shown(Arc<Mutex<(String, String)>>);
    impl CustomVerifier for Shown {
        fn verify<'a>(
            &'a self,
            delivery: &'a Delivery,
        ) -> BoxFuture<'a, Result<CustomSignature, Unverifiable>> {
            *self.0.lock().unwrap() = (delivery.url().into_owned(), delivery.uri().to_string());
            let refused =
                SignatureFailure::new(SignatureFailureKind::Missing, "none is looked for");
            Box::pin(async { Err(refused.into()) })
        }
    }
    for (public, url, uri) in [
        (
            "HTTPS://A.test:443",
            "HTTPS://A.test:443",
            "https://A.test:443/",
        ),
        (
            "https://A.test/x?y",
            "https://A.test/x?y",
            "https://A.test/x?y",
        ),
    ] {
        let shown = Shown::default();
        let builder = Dispatcher::builder().group::<Custom>(shown.clone());
        let dispatcher = builder.public_url_for::<Custom>(public).build().unwrap();
        assert_eq!(status(&dispatcher, "", "/custom"), 401);
        assert_eq!(*shown.0.lock().unwrap(), (url.to_owned(), uri.to_owned()));
    }
    assert_eq!(
        Delivery::from(Request::post("/a?b").body(Bytes::new()).unwrap()).url(),
        "/a?b"
    );
}
