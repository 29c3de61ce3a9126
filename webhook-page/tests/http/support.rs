//! A page and what it is asked.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use tempfile::TempDir;
use tower::ServiceExt as _;
use webhook_core::observe::Capture;
use webhook_core::scheme::{Algorithm, Scheme};
use webhook_core::{Dispatcher, Secret, Unsigned};
use webhook_inbox::Inbox;
use webhook_page::Page;

use crate::shop::{Durable, Open, Shop};

pub(crate) const SECRET: &str = "the-secret-of-the-shop-in-tests";

/// A program with a page, an inbox and three groups.
pub(crate) struct Program {
    pub(crate) page: Page,
    pub(crate) router: Router,
    pub(crate) dispatcher: Dispatcher,
    pub(crate) inbox: Inbox,
    _folder: TempDir,
}

pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Program {
    pub(crate) async fn new() -> Self {
        Self::with(|page| page).await
    }

    /// A program whose page has more settings.
    pub(crate) async fn with(settings: impl FnOnce(Page) -> Page) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("inbox.db");
        let inbox = Inbox::open(&format!("sqlite:{}", file.display()))
            .await
            .unwrap();
        let page = settings(Page::new().inbox(inbox.clone()));
        let capture = Capture::last(200, 16 << 20).show_header("x-shown".parse().unwrap());
        let secret = Secret::new(SECRET);
        let dispatcher = Dispatcher::builder()
            .group::<Shop>([
                ("current", secret.clone()),
                ("former", Secret::new("another")),
            ])
            .group::<Open>(Unsigned)
            .group::<Durable>(&secret)
            .observer(page.clone())
            .capture(capture.danger_capture_bodies())
            .inbox(inbox.clone())
            .build()
            .unwrap();
        let router = page
            .clone()
            .access_in_release()
            .router(&dispatcher)
            .unwrap();
        Self {
            page,
            router,
            dispatcher,
            inbox,
            _folder: folder,
        }
    }

    /// Sends a signed delivery.
    pub(crate) async fn send(&self, path: &str, body: impl Into<Bytes>) -> StatusCode {
        self.dispatch(signed(path, body)).await
    }

    pub(crate) async fn dispatch(&self, request: Request<Bytes>) -> StatusCode {
        let request = request.map(http_body_util::Full::new);
        self.dispatcher.dispatch(request).await.status()
    }

    /// Runs what is stored.
    pub(crate) async fn run_due(&self) -> u64 {
        let budget = Duration::from_secs(5);
        self.inbox.run_due(&self.dispatcher, budget).await.unwrap()
    }

    /// Another program with the same inbox, which does not have the group of what is stored.
    pub(crate) fn with_other_groups(&self) -> Self {
        let page = Page::new().inbox(self.inbox.clone()).access_in_release();
        let builder = Dispatcher::builder().observer(page.clone());
        let dispatcher = builder.group::<Open>(Unsigned).build().unwrap();
        Self {
            router: page.clone().router(&dispatcher).unwrap(),
            page,
            dispatcher,
            inbox: self.inbox.clone(),
            _folder: tempfile::tempdir().unwrap(),
        }
    }

    /// Asks as a browser on this machine does.
    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.ask(asked("GET", path, "")).await
    }

    /// Posts the fields of a form of the page.
    pub(crate) async fn post(&self, path: &str, form: &str) -> Reply {
        self.ask(asked("POST", path, form)).await
    }

    pub(crate) async fn ask(&self, request: Request<Body>) -> Reply {
        let reply = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = reply.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Reply {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// The token of the forms.
    pub(crate) async fn token(&self, form: &str) -> String {
        let text = self.get(form).await.text;
        let (_, rest) = text.split_once("name=\"token\" value=\"").unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    }
}

/// A signed delivery.
pub(crate) fn signed(path: &str, body: impl Into<Bytes>) -> Request<Bytes> {
    let request = Request::post(path).header("content-type", "application/json");
    let mut request = request.body(body.into()).unwrap();
    let scheme = Scheme::in_header(Algorithm::HmacSha256, "X-Signature");
    scheme.sign(&Secret::new(SECRET), &mut request).unwrap();
    request
}

/// A request of a browser on this machine, which came from the page itself.
pub(crate) fn asked(method: &str, path: &str, form: &str) -> Request<Body> {
    let peer: SocketAddr = "127.0.0.1:50000".parse().unwrap();
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "127.0.0.1:3000")
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(form.to_owned()))
        .unwrap();
    request.extensions_mut().insert(ConnectInfo(peer));
    request
}

/// What a release build of the tests needs.
trait InRelease {
    fn access_in_release(self) -> Self;
}

impl InRelease for Page {
    fn access_in_release(self) -> Self {
        if cfg!(debug_assertions) {
            self
        } else {
            self.access(|_| Some(webhook_page::Visitor::new("this machine")))
        }
    }
}
