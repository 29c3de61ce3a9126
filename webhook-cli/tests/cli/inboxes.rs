//! `inbox`, over an SQLite file.

use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use serde_json::Value;
use tempfile::TempDir;
use webhook_core::testing::{Forge, FrozenClock};
use webhook_core::{Dispatcher, EventGroup, Secret, on_event};
use webhook_inbox::Inbox;

use crate::run::{SECRET, webhook, with_input};

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/shop",
    discriminator = "/type",
    id = "/id",
    durable(unknown),
    deadline = "5s",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub(crate) enum Shop {
    #[event("paid")]
    Paid(Value),
}

#[on_event(Shop::Paid)]
async fn paid(_payload: Value) {
    // No worker runs here.
    std::future::ready(()).await;
}

/// Stores three deliveries; no worker runs them. The second id has a control character, so the store keeps its hash.
fn deliveries(path: &Path) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let inbox = Inbox::open(&format!("sqlite:{}", path.display()))
            .await
            .unwrap();
        let secret = Secret::new(SECRET);
        let dispatcher = Dispatcher::builder()
            .group::<Shop>(&secret)
            .inbox(inbox.clone())
            .build()
            .unwrap();
        for body in [
            r#"{"type":"paid","id":"one","n":1}"#,
            r#"{"type":"paid","id":"\u001b[31m","n":2}"#,
            r#"{"type":"other","id":"three"}"#,
        ] {
            let request = Forge::of::<Shop>(&secret, &FrozenClock::at(0), Bytes::from(body))
                .genuine()
                .unwrap();
            let reply = dispatcher.dispatch(request.map(Full::new)).await;
            assert_eq!(reply.status(), 200);
        }
        inbox.stop(Duration::from_secs(5)).await;
    });
}

#[test]
fn deliveries_are_listed_shown_ended_erased_and_exported() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("webhooks.db");
    deliveries(&path);
    let database = format!("sqlite:{}", path.display());
    let inbox =
        |args: &[&str]| webhook(&[&["inbox"][..], args, &["--database", &database]].concat());

    let rows = inbox(&["ls", "--json"]).exits(0).json();
    let states: Vec<_> = rows
        .iter()
        .map(|row| row["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["unknown", "queued", "queued"]);
    let table = inbox(&["ls", "--state", "queued"]).exits(0).text();
    assert!(
        table.lines().count() == 3 && table.contains("one"),
        "{table}"
    );
    let row = rows[2]["row"].to_string();
    let shown = inbox(&["show", &row, "--body", "--json"]).exits(0).json();
    assert_eq!(
        (&shown[0]["id"], &shown[0]["body"]),
        (&"one".into(), &r#"{"type":"paid","id":"one","n":1}"#.into())
    );
    inbox(&["show", "999"]).exits(1);

    let asked = inbox(&["dead", &row]).exits(2);
    assert!(asked.err.contains("--yes"), "{}", asked.err);
    inbox(&["dead", &row, "--yes"]).exits(0);
    inbox(&["dead", &row, "--yes"]).exits(1);
    assert_eq!(
        inbox(&["ls", "--state", "dead", "--json"])
            .exits(0)
            .json()
            .len(),
        1
    );
    inbox(&["replay", &row]).exits(0);
    inbox(&["replay", &row, "--json"]).exits(1);
    let unknown = rows[0]["row"].to_string();
    let text = inbox(&["replay", &unknown]).exits(1).text();
    assert!(text.contains("only the receiver's own program"), "{text}");
    inbox(&["replay", "--all", "--state", "dead", "--yes"]).exits(0);

    let depth = inbox(&["depth", "--json"]).exits(0).json();
    assert!(
        depth
            .iter()
            .any(|line| line["state"] == "queued" && line["deliveries"] == 2),
        "{depth:?}"
    );
    assert_eq!(inbox(&["export"]).exits(0).json().len(), 3);
    inbox(&["erase", &row, "--yes"]).exits(0);
    assert_eq!(
        inbox(&["show", &row, "--body", "--json"]).exits(0).json()[0]["body"],
        Value::Null
    );
    inbox(&["purge", "--yes", "--json"]).exits(0);
}

#[test]
fn a_misspelt_file_is_not_made() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("none.db");
    let database = format!("sqlite:{}", path.display());
    let none = webhook(&["inbox", "ls", "--database", &database]).exits(3);
    assert!(
        none.err.contains("there is no file") && !path.exists(),
        "{}",
        none.err
    );
    let text = folder.path().join("text.db");
    std::fs::write(&text, "not a database").unwrap();
    let foreign = format!("sqlite:{}", text.display());
    assert_eq!(
        with_input(&["inbox", "depth", "--database", &foreign], b"").code,
        3
    );
}
