//! The path and the URL of a delivery behind each source of Lambda events.

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use lambda_http::request::from_str;
use serde_json::{Value, json};
use tower::Service as _;
use webhook_core::scheme::Keyring;
use webhook_core::{Dispatcher, DispatcherBuilder, EventGroup, Outcome, Secret, on_event};

use super::checks::SECRET;
use super::paths::Empty;
use crate::log::logged;

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/signed/*",
    discriminator = "/type",
    signature(
        algorithm = "hmac-sha256",
        header = "X-Signature",
        message = "{$url}|{$request.body}"
    )
)]
enum ByUrl {
    #[event("only")]
    Only(Empty),
}

#[on_event(group = "by_url", ty = Empty)]
fn only(_: Empty) -> Outcome {
    Outcome::reply(Response::new("handled"))
}

/// Signs the body alone.
#[derive(Debug, EventGroup)]
#[event_group(
    path("/plain", "/dev/staged", "/r%C3%A9/a%20b", "/two/x"),
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum ByBody {
    #[event("only", ignore)]
    Only(Empty),
}

const BODY: &str = r#"{"type":"only"}"#;

/// Where an event comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Source {
    Rest,
    Http,
    Balancer,
}

/// An event: its path, the path that was called, the stage, and the query.
fn event(
    source: Source,
    (path, called): (&str, &str),
    stage: &str,
    query: &[(&str, &str)],
    headers: &HeaderMap,
) -> Value {
    let headers: serde_json::Map<_, _> = headers
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().into()))
        .collect();
    let parameters: serde_json::Map<_, _> = query
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).into()))
        .collect();
    let raw: Vec<_> = query
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    match source {
        Source::Rest => json!({
            "resource": "/{proxy+}", "path": path, "httpMethod": "POST", "headers": headers,
            "multiValueHeaders": {}, "queryStringParameters": parameters, "multiValueQueryStringParameters": {},
            "pathParameters": {}, "stageVariables": {}, "body": BODY, "isBase64Encoded": false,
            "requestContext": {
                "accountId": "1", "apiId": "1", "resourceId": "1", "stage": stage, "path": called,
                "domainName": "api.test", "requestId": "1", "protocol": "HTTP/1.1", "httpMethod": "POST",
                "identity": { "sourceIp": "127.0.0.1" }, "resourcePath": "/{proxy+}", "requestTimeEpoch": 0,
            },
        }),
        Source::Http => json!({
            "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": raw.join("&"),
            "headers": headers, "body": BODY, "isBase64Encoded": false,
            "requestContext": {
                "accountId": "1", "apiId": "1", "domainName": "api.test", "domainPrefix": "api", "requestId": "1",
                "routeKey": "$default", "stage": stage, "time": "01/Jan/2026:00:00:00 +0000", "timeEpoch": 0,
                "http": { "method": "POST", "path": called, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "" },
            },
        }),
        Source::Balancer => json!({
            "requestContext": { "elb": { "targetGroupArn": "arn:aws:elasticloadbalancing:local:1:targetgroup/a/1" } },
            "httpMethod": "POST", "path": path, "queryStringParameters": parameters, "headers": headers,
            "body": BODY, "isBase64Encoded": false,
        }),
    }
}

/// The status that an event is answered with.
fn status(dispatcher: &Dispatcher, event: &Value) -> u16 {
    let request = from_str(&event.to_string()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let answer = dispatcher.clone().into_lambda().call(request);
    runtime.block_on(answer).unwrap().status().as_u16()
}

/// The headers of a request that was signed for a URL.
fn signed<G: EventGroup>(url: &str) -> HeaderMap {
    let mut request = Request::post(url)
        .body(Bytes::from_static(BODY.as_bytes()))
        .unwrap();
    let keyring = Keyring::from(Secret::new(SECRET));
    let scheme = G::DESCRIPTOR.scheme().unwrap();
    scheme
        .sign_at(&keyring, &mut request, std::time::SystemTime::now())
        .unwrap();
    request.into_parts().0.headers
}

fn builder() -> DispatcherBuilder {
    Dispatcher::builder()
        .group::<ByUrl>(Secret::new(SECRET))
        .group::<ByBody>(Secret::new(SECRET))
}

#[test]
fn the_signed_url_is_the_one_that_was_called() {
    let dispatcher = builder().public_url("https://api.test").build().unwrap();
    for (source, path, called, stage) in [
        // Called with the stage, and on a domain that hides it.
        (Source::Rest, "/signed/a", "/prod/signed/a", "prod"),
        (Source::Rest, "/signed/a", "/signed/a", "prod"),
        (Source::Http, "/signed/a", "/signed/a", "$default"),
        (Source::Http, "/dev/signed/a", "/dev/signed/a", "dev"),
        (Source::Http, "/signed/a", "/signed/a", "dev"),
        (Source::Balancer, "/signed/a", "", ""),
    ] {
        let url = format!(
            "https://api.test{}",
            if called.is_empty() { path } else { called }
        );
        let event = |headers: &HeaderMap| event(source, (path, called), stage, &[], headers);
        let genuine = event(&signed::<ByUrl>(&url));
        assert_eq!(status(&dispatcher, &genuine), 200, "{source:?} {url}");
        let forged = event(&signed::<ByUrl>("https://api.test/signed/b"));
        assert_eq!(status(&dispatcher, &forged), 401, "{source:?} {url}");
    }
}

#[test]
fn the_group_is_found_without_the_stage() {
    let dispatcher = builder().public_url("https://api.test").build().unwrap();
    let headers = signed::<ByBody>("https://api.test/");
    for (source, path, called, stage, expected) in [
        (Source::Rest, "/plain", "/prod/plain", "prod", 200),
        (Source::Rest, "/plain", "/plain", "prod", 200),
        // Behind a REST API the path has no stage, and one that looks like it belongs to the path.
        (Source::Rest, "/prod/plain", "/prod/prod/plain", "prod", 404),
        (Source::Http, "/plain", "/plain", "$default", 200),
        (Source::Http, "/dev/plain", "/dev/plain", "dev", 200),
        (Source::Http, "/devplain", "/devplain", "dev", 404),
        (Source::Http, "/dev/plain", "/dev/plain", "$default", 404),
        // Declared as it is.
        (Source::Http, "/dev/staged", "/dev/staged", "dev", 200),
        (Source::Balancer, "/plain", "", "", 200),
        // Decoded by the gateway, and declared as it was sent.
        (
            Source::Rest,
            "/r\u{e9}/a b",
            "/prod/r\u{e9}/a b",
            "prod",
            200,
        ),
        (Source::Balancer, "/r%C3%A9/a%20b", "", "", 200),
        // Not resolved to another.
        (Source::Rest, "/x/../plain", "/prod/x/../plain", "prod", 404),
        (Source::Http, "/./plain", "/./plain", "$default", 404),
        (Source::Balancer, "/two//x", "", "", 404),
        (Source::Rest, "/plain?x", "/prod/plain?x", "prod", 404),
        (Source::Rest, "plain", "/prod/plain", "prod", 404),
    ] {
        let event = event(source, (path, called), stage, &[("q", "1")], &headers);
        assert_eq!(
            status(&dispatcher, &event),
            expected,
            "{source:?} {path} {stage}"
        );
    }
}

#[test]
fn a_query_that_is_signed_and_was_written_anew_is_told_once() {
    let query = [("a", "1"), ("b", "2"), ("c", "a%20b")];
    let url = "https://api.test/signed/a?a=1&b=2&c=a%20b";
    let words = "rewrites the query";
    for (source, told) in [(Source::Rest, 1), (Source::Balancer, 1), (Source::Http, 0)] {
        let dispatcher = builder().public_url("https://api.test").build().unwrap();
        let mut lambda = dispatcher.clone().into_lambda();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let mut send = |event: Value| {
            let request = from_str(&event.to_string()).unwrap();
            runtime
                .block_on(lambda.call(request))
                .unwrap()
                .status()
                .as_u16()
        };
        // Neither a group that signs no URL nor a delivery without a query.
        let log = logged(|| {
            let headers = signed::<ByBody>("https://api.test/");
            assert_eq!(
                send(event(
                    source,
                    ("/plain", "/plain"),
                    "$default",
                    &query,
                    &headers
                )),
                200
            );
            let headers = signed::<ByUrl>("https://api.test/signed/a");
            assert_eq!(
                send(event(
                    source,
                    ("/signed/a", "/signed/a"),
                    "$default",
                    &[],
                    &headers
                )),
                200
            );
            assert_eq!(
                send(event(
                    source,
                    ("/nowhere", "/nowhere"),
                    "$default",
                    &query,
                    &headers
                )),
                404
            );
        });
        assert!(!log.contains(words), "{source:?}: {log}");
        let log = logged(|| {
            for _ in 0..2 {
                let headers = signed::<ByUrl>(url);
                let status = send(event(
                    source,
                    ("/signed/a", "/signed/a"),
                    "$default",
                    &query,
                    &headers,
                ));
                if source == Source::Http {
                    assert_eq!(status, 200);
                }
            }
        });
        let lines: Vec<_> = log.lines().filter(|line| line.contains(words)).collect();
        assert_eq!(lines.len(), told, "{source:?}: {log}");
        assert!(
            lines
                .iter()
                .all(|line| line.starts_with("WARN") && line.contains("by_url")),
            "{log}"
        );
        assert!(lines.iter().all(|line| !line.contains("a%20b")), "{log}");
    }
}

/// A query that was registered is known, whatever becomes of it on the way.
#[test]
fn a_registered_query_is_signed_as_registered() {
    #[derive(Debug, EventGroup)]
    #[event_group(
        path = "/known",
        discriminator = "/type",
        signature(
            algorithm = "hmac-sha256",
            header = "X-Signature",
            message = "{$url}|{$request.body}"
        )
    )]
    enum Known {
        #[event("only", ignore)]
        Only(Empty),
    }
    let query = [("a", "1"), ("b", "2"), ("c", "a%20b")];
    let url = "https://api.test/known?a=1&b=2&c=a%20b";
    let known = Dispatcher::builder()
        .group::<Known>(Secret::new(SECRET))
        .public_url_for::<Known>(url);
    let known = known.build().unwrap();
    let headers = signed::<Known>(url);
    let log = logged(|| {
        for source in [Source::Rest, Source::Balancer, Source::Http] {
            let event = event(source, ("/known", "/known"), "$default", &query, &headers);
            assert_eq!(status(&known, &event), 200, "{source:?}");
        }
    });
    assert!(!log.contains("rewrites the query"), "{log}");
}
