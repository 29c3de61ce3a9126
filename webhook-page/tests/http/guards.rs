//! Who is answered.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use http::request::Parts;
use http::{HeaderValue, Request, StatusCode};
use webhook_page::{Page, Visitor};

use crate::support::{Program, asked};

/// Every route that is read, with a delivery in memory and one in the inbox.
const ROUTES: [&str; 15] = [
    "/",
    "/?text=x",
    "/deliveries.json",
    "/stream?after=0",
    "/delivery/1",
    "/delivery/1/body",
    "/delivery/1/fixture",
    "/page/page.css",
    "/page/page.js",
    "/page/icon.svg",
    "/inbox",
    "/inbox/1",
    "/inbox/1/body",
    "/inbox/1/replay",
    "/inbox/replay?outcome=dead",
];
const POSTS: [&str; 4] = [
    "/inbox/1/replay",
    "/inbox/1/dead",
    "/inbox/1/erase",
    "/inbox/replay",
];

async fn with_deliveries(settings: impl FnOnce(Page) -> Page) -> Program {
    let program = Program::with(settings).await;
    let body = r#"{"type":"order.created","id":"o1"}"#;
    assert_eq!(program.send("/durable", body).await, 200);
    program
}

/// The status without reading the body, because a stream has no end.
async fn status(program: &Program, request: Request<Body>) -> StatusCode {
    use tower::ServiceExt as _;
    let reply = program.router.clone().oneshot(request).await.unwrap();
    let headers = reply.headers();
    let value = |name: &str| headers.get(name).map(|value| value.to_str().unwrap());
    // On each answer, also a refusal.
    let policy = value("content-security-policy").unwrap();
    for part in [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ] {
        assert!(
            policy.split("; ").any(|found| found == part),
            "{part}: {policy}"
        );
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(value("x-content-type-options"), Some("nosniff"));
    assert_eq!(value("x-frame-options"), Some("DENY"));
    assert_eq!(value("referrer-policy"), Some("no-referrer"));
    assert_eq!(value("cache-control"), Some("no-store"));
    assert_eq!(value("cross-origin-resource-policy"), Some("same-origin"));
    assert_eq!(value("cross-origin-opener-policy"), Some("same-origin"));
    assert_eq!(value("access-control-allow-origin"), None);
    assert_eq!(value("set-cookie"), None);
    reply.status()
}

fn with(method: &str, path: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let mut request = asked(method, path, "");
    for (name, value) in headers {
        let name: http::HeaderName = name.parse().unwrap();
        request
            .headers_mut()
            .insert(name, HeaderValue::from_str(value).unwrap());
    }
    request
}

#[tokio::test]
async fn a_browser_on_this_machine_sees_every_route() {
    let program = with_deliveries(|page| page).await;
    for path in ROUTES {
        assert_eq!(
            status(&program, asked("GET", path, "")).await,
            200,
            "{path}"
        );
        assert_eq!(
            status(&program, with("GET", path, &[("sec-fetch-site", "none")])).await,
            200
        );
        let named = with(
            "GET",
            path,
            &[
                ("host", "LOCALHOST:8080"),
                ("origin", "http://localhost:8080"),
            ],
        );
        assert_eq!(status(&program, named).await, 200, "{path}");
        assert_eq!(
            status(&program, with("GET", path, &[("host", "[::1]:3000")])).await,
            200
        );
    }
    assert_eq!(status(&program, asked("GET", "/delivery/9", "")).await, 404);
    assert_eq!(status(&program, asked("GET", "/inbox/9", "")).await, 404);
    assert_eq!(
        status(&program, asked("GET", "/inbox/1/other", "")).await,
        404
    );
    assert_eq!(status(&program, asked("PUT", "/", "")).await, 405);
}

#[tokio::test]
async fn another_peer_sees_nothing_without_an_access_layer() {
    let program = with_deliveries(|page| page).await;
    if !cfg!(debug_assertions) {
        return;
    }
    for path in ROUTES.into_iter().chain(POSTS) {
        for peer in [
            "10.0.0.7:1",
            "[2001:db8::1]:1",
            "[::ffff:10.0.0.7]:1",
            "0.0.0.0:1",
        ] {
            let mut request = asked("GET", path, "");
            let peer: SocketAddr = peer.parse().unwrap();
            request.extensions_mut().insert(ConnectInfo(peer));
            assert_eq!(status(&program, request).await, 403, "{path} {peer}");
        }
        let mut unknown = asked("GET", path, "");
        unknown.extensions_mut().remove::<ConnectInfo<SocketAddr>>();
        assert_eq!(status(&program, unknown).await, 403, "{path}");
        for name in [
            "x-forwarded-for",
            "forwarded",
            "via",
            "x-forwarded-host",
            "cf-connecting-ip",
            "x-real-ip",
        ] {
            let tunnelled = with("GET", path, &[(name, "1.1.1.1")]);
            assert_eq!(status(&program, tunnelled).await, 403, "{path} {name}");
        }
    }
    let mut mapped = asked("GET", "/", "");
    let peer: SocketAddr = "[::ffff:127.0.0.1]:1".parse().unwrap();
    mapped.extensions_mut().insert(ConnectInfo(peer));
    assert_eq!(status(&program, mapped).await, 200);
}

#[tokio::test]
async fn a_name_of_a_stranger_opens_nothing() {
    let program = with_deliveries(|page| page.host("Admin.Example.com")).await;
    for path in ROUTES.into_iter().chain(POSTS) {
        for host in [
            "evil.example:3000",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "user@localhost",
            "127.0.0.2",
            "0.0.0.0:3000",
            "",
        ] {
            assert_eq!(
                status(&program, with("GET", path, &[("host", host)])).await,
                403,
                "{path} {host}"
            );
        }
        let mut none = asked("GET", path, "");
        none.headers_mut().remove("host");
        assert_eq!(status(&program, none).await, 403, "{path}");
        let mut two = asked("GET", path, "");
        two.headers_mut()
            .append("host", HeaderValue::from_static("localhost"));
        assert_eq!(status(&program, two).await, 403, "{path}");
    }
    let absolute = with("GET", "http://evil.example/", &[("host", "localhost")]);
    assert_eq!(status(&program, absolute).await, 403);
    let named = with("GET", "/", &[("host", "admin.example.com")]);
    assert_eq!(status(&program, named).await, 200);
}

#[tokio::test]
async fn another_site_causes_nothing() {
    let program = with_deliveries(|page| page.host("admin.example.com")).await;
    for (method, path) in ROUTES
        .map(|path| ("GET", path))
        .into_iter()
        .chain(POSTS.map(|path| ("POST", path)))
    {
        for headers in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site")],
            &[
                ("sec-fetch-site", "cross-site"),
                ("sec-fetch-mode", "navigate"),
            ],
            &[("origin", "https://evil.example")],
            &[("origin", "http://127.0.0.1:4000")],
            &[("origin", "http://localhost:3000")],
            &[("origin", "null"), ("sec-fetch-site", "none")],
            &[("origin", "file://")],
            &[("origin", "http://127.0.0.1:3000, http://evil.example")],
        ] {
            let request = with(method, path, headers);
            assert_eq!(
                status(&program, request).await,
                403,
                "{method} {path} {headers:?}"
            );
        }
        let mut old = with(method, path, &[("origin", "null")]);
        old.headers_mut().remove("sec-fetch-site");
        assert_eq!(status(&program, old).await, 403, "{method} {path}");
    }
    // Behind a proxy that ends TLS on another port.
    let named = [
        ("host", "admin.example.com:8080"),
        ("origin", "https://admin.example.com"),
    ];
    assert_eq!(status(&program, with("GET", "/", &named)).await, 200);
    // Who follows a link gets the address, and has to open it.
    let request = with(
        "GET",
        "/delivery/1?a=%22",
        &[("sec-fetch-site", "cross-site")],
    );
    let reply = program.ask(request).await;
    assert!(
        reply
            .text
            .contains("<a href=\"/delivery/1?a=%22\">Open the page</a>"),
        "{}",
        reply.text
    );
}

#[tokio::test]
async fn a_post_needs_the_token_of_its_visitor() {
    let program = with_deliveries(|page| {
        page.access(|head: &Parts| {
            let name = head.headers.get("x-user")?.to_str().ok()?;
            let visitor = Visitor::new(name);
            Some(if name == "guest" {
                visitor.read_only()
            } else {
                visitor
            })
        })
    })
    .await;
    let of = |method: &str, path: &str, form: &str, user: &str| {
        let mut request = asked(method, path, form);
        request
            .headers_mut()
            .insert("x-user", user.parse().unwrap());
        request
    };
    let form = program
        .ask(of("GET", "/inbox/1/dead", "", "ada"))
        .await
        .text;
    let (_, rest) = form.split_once("name=\"token\" value=\"").unwrap();
    let token = rest.split_once('"').unwrap().0.to_owned();

    for path in POSTS {
        let form = "outcome=dead";
        for (form, user) in [
            (form.to_owned(), "ada"),
            (format!("{form}&token="), "ada"),
            (format!("{form}&token=00"), "ada"),
            (format!("{form}&token={token}"), "bob"),
            (format!("{form}&token={token}"), "guest"),
            (format!("{form}&token=x&token={token}"), "ada"),
        ] {
            assert_eq!(
                status(&program, of("POST", path, &form, user)).await,
                403,
                "{path} {form} {user}"
            );
        }
        assert_eq!(
            status(
                &program,
                of("POST", &format!("{path}?token={token}"), "", "ada")
            )
            .await,
            403
        );
    }
    let row = program.inbox.get(1).await.unwrap().unwrap();
    assert_eq!(row.state.as_str(), "queued");
    // Without a user nothing is seen; a guest sees, and is offered nothing.
    assert_eq!(status(&program, asked("GET", "/", "")).await, 403);
    let guest = program.ask(of("GET", "/inbox/1", "", "guest")).await;
    assert_eq!(guest.status, 200);
    assert!(!guest.text.contains("Replay …"), "{}", guest.text);
    assert_eq!(
        status(&program, of("GET", "/inbox/1/replay", "", "guest")).await,
        403
    );

    let done = program
        .ask(of(
            "POST",
            "/inbox/1/dead",
            &format!("token={token}"),
            "ada",
        ))
        .await;
    assert!(
        done.status == 200 && done.text.contains("It is dead now."),
        "{}",
        done.text
    );
}

#[tokio::test]
async fn forms_of_one_process_are_those_of_another_with_the_same_key() {
    let programs = [
        with_deliveries(|page| page.token_key("a key of all")).await,
        with_deliveries(|page| page.token_key("a key of all")).await,
        with_deliveries(|page| page).await,
    ];
    let token = programs[0].token("/inbox/1/dead").await;
    let form = format!("token={token}");
    assert_eq!(programs[1].post("/inbox/1/dead", &form).await.status, 200);
    assert_eq!(programs[2].post("/inbox/1/dead", &form).await.status, 403);
}
