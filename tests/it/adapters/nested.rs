//! A nested router, and an extractor.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::StatusCode;
use axum::routing::{get, post};
use bytes::Bytes;
use http::Request;
use tower::ServiceExt as _;
use webhook_core::adapter::axum::Event;
use webhook_core::observe::{DeliveryRecord, Observer};
use webhook_core::{Dispatcher, EventGroup, Secret, on_event};

#[derive(Debug, serde::Deserialize)]
pub(crate) struct Note {
    text: String,
}

/// Signs the path and the URL, which a router takes apart.
#[derive(Debug, EventGroup)]
#[event_group(
    path("/notes", "/notes/of/*"),
    discriminator = "/type",
    signature(
        algorithm = "hmac-sha256",
        header = "X-Signature",
        message = "{$url}|{$request.path}|{$request.body}"
    )
)]
pub(crate) enum Notes {
    #[event("note")]
    Note(Note),
}

#[on_event(group = "notes", ty = Note)]
fn note(note: Note) -> Result<(), String> {
    if note.text == "good" {
        Ok(())
    } else {
        Err("bad".into())
    }
}

fn dispatcher() -> Dispatcher {
    Dispatcher::builder()
        .group::<Notes>(Secret::new("a secret"))
        .public_url("https://example.com")
        .build()
        .unwrap()
}

/// A request signed for the URL that the sender knows.
fn signed(path: &str, body: &str) -> Request<Body> {
    let mut request = Request::post(format!("https://example.com{path}"))
        .body(Bytes::from(body.to_owned()))
        .unwrap();
    Notes::DESCRIPTOR
        .scheme()
        .unwrap()
        .sign(&Secret::new("a secret"), &mut request)
        .unwrap();
    *request.uri_mut() = path.parse().unwrap();
    request.map(Body::from)
}

#[tokio::test]
async fn a_nested_router_verifies_the_original_url() {
    let router: Router = Router::new().nest("/api/hooks", dispatcher().into_router());
    let body = r#"{"type":"note","text":"good"}"#;
    for path in [
        "/api/hooks/notes",
        "/api/hooks/notes?a=b",
        "/api/hooks/notes/of/",
        "/api/hooks/notes/of/me/all",
    ] {
        let reply = router.clone().oneshot(signed(path, body)).await.unwrap();
        assert_eq!(reply.status(), 200, "{path}");
    }
    // Signed for another path than the one it came to.
    let mut moved = signed("/notes", body);
    *moved.uri_mut() = "/api/hooks/notes".parse().unwrap();
    assert_eq!(router.clone().oneshot(moved).await.unwrap().status(), 401);
    assert_eq!(
        router
            .oneshot(signed("/notes", body))
            .await
            .unwrap()
            .status(),
        404
    );
}

/// Counts deliveries to paths that no group declares.
#[derive(Debug, Default)]
struct Lost(AtomicUsize);

impl Observer for Lost {
    fn observe(&self, _record: &Arc<DeliveryRecord>) {}

    fn no_group(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[tokio::test]
async fn a_wrong_path_is_told_also_behind_a_nested_router() {
    let lost = Arc::new(Lost::default());
    let dispatcher = Dispatcher::builder()
        .group::<Notes>(Secret::new("a secret"))
        .public_url("https://example.com")
        .observer(Arc::clone(&lost))
        .build()
        .unwrap();
    let own = Router::new().route("/health", get(async || "well"));
    let flat = own.clone().merge(dispatcher.clone().into_router());
    let nested = own.nest("/api/hooks", dispatcher.clone().into_router());
    let send = async |router: &Router, path: &str| {
        let reply = router.clone().oneshot(signed(path, "{}")).await.unwrap();
        reply.status().as_u16()
    };
    for (router, path, told) in [
        (&flat, "/note", 1),
        (&flat, "/notes/", 2),
        (&nested, "/api/hooks/note", 3),
        // The program's own 404.
        (&nested, "/elsewhere", 3),
    ] {
        assert_eq!(send(router, path).await, 404, "{path}");
        assert_eq!(lost.0.load(Ordering::Relaxed), told, "{path}");
    }
    assert_eq!(send(&flat, "/health").await, 405);
    let own = dispatcher.into_router().fallback(async || StatusCode::GONE);
    assert_eq!(send(&own, "/note").await, 410);
}

#[tokio::test]
async fn an_extractor_takes_the_event() {
    async fn handler(Event(Notes::Note(note)): Event<Notes>) -> (StatusCode, String) {
        (StatusCode::ACCEPTED, note.text)
    }
    let router: Router = Router::new()
        .route("/any/path", post(handler))
        .with_state(dispatcher());
    let send = async |body: &str| {
        router
            .clone()
            .oneshot(signed("/any/path", body))
            .await
            .unwrap()
            .status()
    };
    assert_eq!(send(r#"{"type":"note","text":"good"}"#).await, 202);
    assert_eq!(send(r#"{"type":"note","text":7}"#).await, 422);
    assert_eq!(send(r#"{"type":"note""#).await, 400);
    assert_eq!(
        send(r#"{"type":"other"}"#).await,
        200,
        "an unknown event is no failure of the sender"
    );
    let unsigned = Request::post("/any/path").body(Body::from("{}")).unwrap();
    assert_eq!(router.oneshot(unsigned).await.unwrap().status(), 401);
}
