//! Which group answers which path.

use http_body_util::Full;
use serde::Deserialize;
use webhook_core::dispatcher::ProblemKind;
use webhook_core::outcome::OutcomeKind;
use webhook_core::{Dispatcher, EventGroup, Unsigned, on_event};

use super::{Bench, post, secret, signed};

#[derive(Debug, Deserialize)]
struct Empty {}

macro_rules! groups {
    ($($group:ident $handler:ident $(path $paths:tt)?;)*) => {$(
        #[derive(Debug, EventGroup)]
        #[event_group($(path $paths,)? signature = none)]
        enum $group {
            #[event("only")]
            Only(Empty),
        }

        #[on_event(group = $group, ty = Empty)]
        fn $handler(_: Empty) {}
    )*};
}

groups! {
    Exact exact path("/hooks/exact", "/hooks/second");
    Wide wide path("/hooks/*");
    Narrow narrow path("/hooks/narrow/*");
    Nowhere nowhere;
}

fn bench() -> Bench {
    Bench::new(|builder| {
        builder
            .group::<Wide>(Unsigned)
            .group::<Exact>(Unsigned)
            .group::<Narrow>(Unsigned)
            .group::<Nowhere>(Unsigned)
    })
}

#[test]
fn an_exact_path_goes_before_the_longest_prefix() {
    let bench = bench();
    for (path, group) in [
        ("/hooks/exact", "exact"),
        ("/hooks/second", "exact"),
        ("/hooks/exact?x=1", "exact"),
        ("/hooks/exact/", "wide"),
        ("/hooks/Exact", "wide"),
        ("/hooks/", "wide"),
        ("/hooks/other", "wide"),
        ("/hooks/narrow", "wide"),
        ("/hooks/narrow/", "narrow"),
        ("/hooks/narrow/a/b", "narrow"),
        ("/hooks/narrower/a", "wide"),
    ] {
        let (reply, record) = bench.send_for_record(post(path, "{}"));
        assert_eq!((record.group(), reply.status), (group, 200), "{path}");
    }
}

#[test]
fn no_group_is_not_found() {
    let bench = bench();
    for path in [
        "/",
        "/hooks",
        "/hook/exact",
        "/nowhere",
        "/nowhere/",
        "/HOOKS/exact",
        "/x/hooks/exact",
    ] {
        let reply = bench.send(post(path, "{}"));
        assert_eq!(reply.status, 404, "{path}");
        assert_eq!(
            reply.header("content-type"),
            Some("application/problem+json")
        );
        assert_eq!(
            reply.body,
            r#"{"type":"about:blank","title":"Not Found","status":404}"#
        );
    }
    assert_eq!(bench.recent.total(), 0, "no group, no delivery");
}

#[tokio::test]
async fn a_group_may_be_fixed_whatever_the_path() {
    let bench = bench();
    for path in ["/hooks/exact", "/anything", "/"] {
        let nowhere = bench.dispatcher.for_group::<Nowhere>().unwrap();
        let reply = nowhere.dispatch(post(path, "{}").map(Full::new)).await;
        assert_eq!(reply.status(), 200, "{path}");
        assert_eq!(bench.recent.last().pop().unwrap().group(), "nowhere");
    }
    let wide = bench.dispatcher.for_group::<Wide>().unwrap().clone();
    let reply = wide
        .dispatch(
            http::Request::get("/")
                .body(Full::<bytes::Bytes>::default())
                .unwrap(),
        )
        .await;
    assert_eq!(reply.status(), 405);
    assert_eq!(
        bench.recent.last().pop().unwrap().outcome(),
        OutcomeKind::MethodNotAllowed
    );
}

#[test]
fn a_group_that_was_not_given_cannot_be_fixed() {
    let dispatcher = Dispatcher::builder()
        .group::<Wide>(Unsigned)
        .build()
        .unwrap();
    assert!(dispatcher.for_group::<Wide>().is_some());
    assert!(dispatcher.for_group::<Exact>().is_none());
}

#[test]
fn two_groups_on_one_prefix_clash() {
    #[derive(Debug, EventGroup)]
    #[event_group(path = "/hooks/*", signature = none)]
    enum AlsoWide {
        #[event("only", ignore)]
        Only(Empty),
    }
    let builder = Dispatcher::builder()
        .group::<Wide>(Unsigned)
        .group::<AlsoWide>(Unsigned);
    let error = builder.build().unwrap_err();
    assert_eq!(error.problems().len(), 1, "{error}");
    assert_eq!(error.problems()[0].kind(), ProblemKind::Path);
    assert!(error.to_string().contains("the path `/hooks/*`"), "{error}");
}

/// The path is part of what is signed where the scheme says so, and the public URL comes from nowhere else than the
/// configuration.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/signed/*",
    signature(
        algorithm = "hmac-sha256",
        header = "X-Signature",
        message = "{$url}|{$request.body}"
    )
)]
enum SignsUrl {
    #[event("only")]
    Only(Empty),
}

#[on_event(group = SignsUrl, ty = Empty)]
fn of_signs_url(_: Empty) {}

#[test]
fn the_url_that_is_signed_is_the_configured_one() {
    let bench = Bench::new(|builder| {
        builder
            .group::<SignsUrl>(secret())
            .public_url("https://hooks.example.com")
    });
    let rows = [
        (
            "https://hooks.example.com/signed/a?x=1",
            "/signed/a?x=1",
            200,
        ),
        (
            "https://hooks.example.com/signed/a?x=1",
            "/signed/a?x=2",
            401,
        ),
        (
            "https://hooks.example.com/signed/a?x=1",
            "/signed/b?x=1",
            401,
        ),
        ("https://hooks.example.com/signed/a?x=1", "/signed/a", 401),
        ("https://evil.example/signed/a?x=1", "/signed/a?x=1", 401),
        (
            "https://evil.example/signed/a?x=1",
            "https://evil.example/signed/a?x=1",
            401,
        ),
        (
            "https://hooks.example.com/signed/a?x=1",
            "http://localhost/signed/a?x=1",
            200,
        ),
    ];
    for (url, uri, status) in rows {
        let mut request = signed::<SignsUrl>(url, "{}");
        *request.uri_mut() = uri.parse().unwrap();
        request
            .headers_mut()
            .insert("host", "evil.example".parse().unwrap());
        request
            .headers_mut()
            .insert("x-forwarded-host", "evil.example".parse().unwrap());
        assert_eq!(bench.send(request).status, status, "{url} as {uri}");
    }
}
