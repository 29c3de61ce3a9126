//! What becomes of deliveries that are not simply new.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::Full;
use serde::Deserialize;
use tempfile::TempDir;
use webhook_core::extract::Attempt;
use webhook_core::{Dispatcher, EventGroup, Meta, Secret, on_event};
use webhook_inbox::{Filter, Inbox, Replayed, Row, State, Workers};

const SECRET: &str = "s3cret";

#[derive(Debug, Deserialize)]
pub(crate) struct Mail {
    to: String,
}

/// Items of a request.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/mails",
    each = "$request.body",
    discriminator = "/event",
    id = "/id",
    durable(unknown),
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub(crate) enum Mails {
    #[event("sent")]
    Sent(Mail),
}

#[on_event(group = "mails", ty = Mail)]
async fn sent(mail: Mail, meta: Meta, attempt: Attempt) {
    tokio::task::yield_now().await;
    let count = meta.item().map(|item| item.count);
    assert!(!mail.to.is_empty() && count == Some(4) && attempt.key().is_some());
}

/// Without ids.
#[derive(Debug, EventGroup)]
#[event_group(path = "/jobs", discriminator = "/job", durable(key = digest, headers("X-Region")),
    signature(algorithm = "hmac-sha256", header = "X-Signature"))]
pub(crate) enum Jobs {
    #[event("render")]
    Render,
}

#[on_event(group = "jobs", event = "render")]
fn render() {}

struct Program {
    _folder: TempDir,
    inbox: Inbox,
    dispatcher: Dispatcher,
}

async fn start() -> Program {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("webhooks.db");
    let inbox = Inbox::open(&format!("sqlite:{}", file.display()))
        .await
        .unwrap();
    let dispatcher = Dispatcher::builder()
        .group::<Mails>(Secret::new(SECRET))
        .group::<Jobs>(Secret::new(SECRET))
        .inbox(inbox.clone())
        .build()
        .unwrap();
    Program {
        _folder: folder,
        inbox,
        dispatcher,
    }
}

impl Program {
    async fn send(&self, path: &str, body: &'static str) -> StatusCode {
        let mut request = Request::post(path).body(Bytes::from(body)).unwrap();
        let headers = request.headers_mut();
        headers.insert("X-Region", http::HeaderValue::from_bytes(b"\xe9u").unwrap());
        headers.insert("X-Other", http::HeaderValue::from_static("not kept"));
        let scheme = Mails::DESCRIPTOR.scheme().unwrap();
        scheme.sign(&Secret::new(SECRET), &mut request).unwrap();
        self.dispatcher
            .dispatch(request.map(Full::new))
            .await
            .status()
    }

    async fn run(&self) -> Vec<Row> {
        let budget = Duration::from_secs(20);
        self.inbox.run_due(&self.dispatcher, budget).await.unwrap();
        let mut rows = self.inbox.list(Filter::default()).await.unwrap();
        rows.reverse();
        rows
    }
}

const ITEMS: &str = r#"[{"event":"sent","id":"1","to":"a"},{"event":"new","id":"2","to":"b"},{"id":"3","event":["sent"]},{"event":"sent","id":"4","to":"d"}]"#;

#[tokio::test]
async fn items_are_stored_together_and_those_that_cannot_run_are_kept() {
    let program = start().await;
    assert_eq!(program.send("/mails", ITEMS).await, 200);
    let rows = program.run().await;
    let mut kept: Vec<_> = rows.iter().map(|row| (row.item_index, row.state)).collect();
    kept.sort_by_key(|(index, _)| *index);
    let (done, unknown, dead) = (State::Done, State::Unknown, State::Dead);
    assert_eq!(kept, [(0, done), (1, unknown), (2, dead), (3, done)]);
    let malformed = rows.iter().find(|row| row.state == State::Dead).unwrap();
    assert_eq!(malformed.class.as_deref(), Some("malformed"));
    let malformed = program.inbox.get(malformed.id).await.unwrap().unwrap();
    assert_eq!(
        &malformed.body.unwrap()[..],
        br#"{"id":"3","event":["sent"]}"#
    );
    // Neither has an event, so neither can be replayed by this program.
    program.inbox.work(&program.dispatcher, Workers::default());
    for row in rows.iter().filter(|row| row.state != State::Done) {
        assert_eq!(program.inbox.replay(row.id).await, Ok(Replayed::NoEvent));
    }
    program.inbox.stop(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn a_repeated_request_repeats_its_items() {
    let program = start().await;
    for _ in 0..2 {
        assert_eq!(program.send("/mails", ITEMS).await, 200);
    }
    let rows = program.run().await;
    let repeated = |index| {
        let mut of_item = rows.iter().filter(|row| row.item_index == index);
        (of_item.next().unwrap().duplicates, of_item.count())
    };
    assert_eq!([0, 1, 2, 3].map(repeated), [(1, 0); 4]);
}

#[tokio::test]
async fn a_group_without_ids_finds_repetitions_by_the_body_and_keeps_the_headers_it_lists() {
    let program = start().await;
    for (body, status) in [
        (r#"{"job":"render","page":1}"#, 200),
        (r#"{"job":"render","page":1}"#, 200),
        (r#"{"job":"render","page":2}"#, 200),
        (r#"{"job":"render","page":"#, 400),
    ] {
        assert_eq!(program.send("/jobs", body).await, status);
    }
    let rows = program.run().await;
    let kept = rows.iter().map(|row| (row.state, row.duplicates));
    assert_eq!(
        kept.collect::<Vec<_>>(),
        [(State::Done, 1), (State::Done, 0)]
    );
    let headers = String::from_utf8(rows[0].headers.to_vec()).unwrap();
    assert!(headers.contains(r#"["x-region","éu"]"#), "{headers}");
    assert!(
        !headers.contains("x-other") && !headers.contains("x-signature"),
        "{headers}"
    );
}
