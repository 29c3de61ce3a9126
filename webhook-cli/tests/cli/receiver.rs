//! Receivers for what is sent: one that dispatches, one that answers whatever is asked.

use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use serde_json::Value;
use tiny_http::{Header, Response, Server};
use webhook_core::{Dispatcher, EventGroup, Secret, on_event};

use crate::run::SECRET;

#[derive(Debug, EventGroup)]
#[event_group(path = "/github", preset = github)]
pub(crate) enum Hub {
    #[event("push", "")]
    Never,
    #[event("issues", "opened")]
    Opened(Value),
}

#[on_event(Hub::Never)]
fn never() {}

#[on_event(Hub::Opened)]
fn opened(_issue: Value) {}

#[derive(Debug, EventGroup)]
#[event_group(path = "/stripe", preset = stripe)]
pub(crate) enum Payments {
    #[event("payment_intent.succeeded")]
    Paid(Value),
}

#[on_event(Payments::Paid)]
fn paid(_intent: Value) {}

#[derive(Debug, EventGroup)]
#[event_group(path = "/dropbox", preset = dropbox, discriminator = "/type", payload = "$request.body")]
pub(crate) enum Files {
    #[event("changed")]
    Changed,
}

#[on_event(Files::Changed)]
fn changed() {}

/// Method and path, and body, of each request.
type Seen = Arc<Mutex<Vec<(String, Vec<u8>)>>>;

/// A server that ends with the test.
pub(crate) struct Receiver {
    server: Arc<Server>,
    threads: Vec<JoinHandle<()>>,
    pub(crate) seen: Seen,
}

impl Receiver {
    /// Serves the groups above.
    pub(crate) fn dispatching() -> Self {
        let secret = Secret::new(SECRET);
        let dispatcher = Dispatcher::builder()
            .group::<Hub>(&secret)
            .group::<Payments>(&secret)
            .group::<Files>(&secret)
            .build()
            .unwrap();
        Self::serve(move |request| dispatcher.answer_tiny_http(request).unwrap())
    }

    /// Answers after a while.
    pub(crate) fn slow(after: std::time::Duration) -> Self {
        Self::serve(move |request| {
            thread::sleep(after);
            request.respond(Response::empty(200)).unwrap();
        })
    }

    /// Answers with the method, the path and the length of the body, and keeps what came.
    pub(crate) fn echoing() -> Self {
        let seen = Seen::default();
        let kept = Arc::clone(&seen);
        let mut receiver = Self::serve(move |mut request| {
            let mut body = Vec::new();
            request.as_reader().read_to_end(&mut body).unwrap();
            let line = format!("{} {}", request.method(), request.url());
            let reply =
                Response::from_string(format!("{line} {}", body.len())).with_status_code(201);
            kept.lock().unwrap().push((line, body));
            let text = Header::from_bytes(&b"Content-Type"[..], &b"text/plain"[..]).unwrap();
            request.respond(reply.with_header(text)).unwrap();
        });
        receiver.seen = seen;
        receiver
    }

    fn serve(answer: impl Fn(tiny_http::Request) + Clone + Send + 'static) -> Self {
        let server = Arc::new(Server::http("127.0.0.1:0").unwrap());
        let threads = (0..2).map(|_| {
            let (server, answer) = (Arc::clone(&server), answer.clone());
            thread::spawn(move || server.incoming_requests().for_each(answer))
        });
        Self {
            threads: threads.collect(),
            server,
            seen: Arc::default(),
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!(
            "http://{}{path}",
            self.server.server_addr().to_ip().unwrap()
        )
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        for _ in &self.threads {
            self.server.unblock();
        }
        for thread in self.threads.drain(..) {
            thread.join().unwrap();
        }
    }
}
