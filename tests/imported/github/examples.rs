//! GitHub's 261 events: each of its example deliveries reaches the handler of its own event, with its body as it was sent.

use std::io::Read as _;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use flate2::read::GzDecoder;
use http::Request;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::net::{TcpListener, TcpStream};
use webhook_core::{Dispatcher, EventGroup as _, Secret};

use crate::generated::github::Github;
use crate::generated::github_handlers::EVENTS;

const PAYLOADS: &[u8] =
    include_bytes!("../../../webhook-import/tests/data/github/payloads.ndjson.gz");

/// The event and the body of the last delivery that reached a handler. Tests that look at it take turns.
static HANDLED: Mutex<Option<(&str, Bytes)>> = Mutex::new(None);

/// What the handlers do, which `build.rs` writes.
pub(crate) fn handled<P: Send + 'static>(event: &'static str, payload: P, body: Bytes) {
    drop(payload);
    *HANDLED.lock().unwrap_or_else(PoisonError::into_inner) = Some((event, body));
}

pub(crate) fn last() -> Option<(&'static str, Bytes)> {
    HANDLED
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take()
}

/// One of GitHub's examples.
#[derive(Debug, Deserialize)]
pub(crate) struct Example {
    pub(crate) event: String,
    pub(crate) action: Option<String>,
    pub(crate) payload: Box<RawValue>,
}

impl Example {
    /// The event of the document that it is. Where an action is the user's own, the event has none.
    pub(crate) fn name(&self) -> &'static str {
        let full = self
            .action
            .as_ref()
            .map(|action| format!("{}.{action}", self.event));
        let known = |name: &str| EVENTS.iter().find(|event| **event == name).copied();
        let name = full
            .and_then(|full| known(&full))
            .or_else(|| known(&self.event));
        name.unwrap_or_else(|| panic!("{} {:?} is not in the document", self.event, self.action))
    }

    pub(crate) fn signed(&self, body: impl Into<Bytes>) -> Request<Bytes> {
        let mut request = Request::post("/github")
            .header("Content-Type", "application/json")
            .header("X-GitHub-Event", &self.event)
            .body(body.into())
            .unwrap();
        let scheme = Github::DESCRIPTOR.scheme().unwrap();
        scheme.sign(&Secret::new("s3cret"), &mut request).unwrap();
        request
    }
}

pub(crate) fn examples() -> Vec<Example> {
    let mut text = String::new();
    GzDecoder::new(PAYLOADS).read_to_string(&mut text).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

pub(crate) fn dispatcher() -> Dispatcher {
    Dispatcher::builder()
        .group::<Github>(Secret::new("s3cret"))
        .build()
        .unwrap()
}

/// 329 of 329, over a socket.
pub(crate) async fn every_example_reaches_the_handler_of_its_event() {
    let dispatcher = dispatcher();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = axum::Router::new()
        .fallback(async move |request: axum::extract::Request| dispatcher.dispatch(request).await);
    tokio::spawn(async move { axum::serve(listener, router).await });
    let stream = TcpStream::connect(address).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);

    let mut reached = 0;
    for example in examples() {
        let sent = Bytes::copy_from_slice(example.payload.get().as_bytes());
        let (mut parts, body) = example.signed(sent.clone()).into_parts();
        parts
            .headers
            .insert("host", address.to_string().parse().unwrap());
        sender.ready().await.unwrap();
        let reply = sender
            .send_request(Request::from_parts(parts, Full::new(body)))
            .await
            .unwrap();
        assert_eq!(reply.status(), 200, "{}", example.name());
        reply.into_body().collect().await.unwrap();
        assert_eq!(last(), Some((example.name(), sent)));
        reached += 1;
    }
    assert_eq!((reached, EVENTS.len()), (329, 261));
}
