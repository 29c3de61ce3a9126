//! The metrics of an inbox are those that `operating.md` lists. A binary of its own, because the recorder is that of the process.

use std::collections::BTreeSet;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use metrics_util::debugging::{DebugValue, DebuggingRecorder};
use sqlx::Sqlite;
use webhook_core::{Dispatcher, EventGroup, Failure, Secret, on_event};
use webhook_inbox::{Filter, Inbox, State, Tx, Workers};

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/shop",
    discriminator = "/type",
    id = "/id",
    durable,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub(crate) enum Shop {
    #[event("paid")]
    Paid,
    #[event("never")]
    Never,
    #[event("commits")]
    Commits,
}

#[on_event(group = "shop", event = "paid")]
fn paid() {}

#[on_event(group = "shop", event = "never")]
fn never() -> Result<(), Failure> {
    Err(Failure::permanent())
}

#[on_event(group = "shop", event = "commits")]
async fn commits(tx: Tx<Sqlite>) -> Result<(), Failure> {
    let mut tx = tx.begin().await?;
    sqlx::query("COMMIT").execute(&mut *tx).await?;
    Ok(())
}

#[tokio::test]
async fn what_is_measured_is_listed() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    recorder.install().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = format!("sqlite:{}", folder.path().join("webhooks.db").display());
    let inbox = Inbox::open(&file).await.unwrap();
    let secret = Secret::new("s3cret");
    let dispatcher = Dispatcher::builder()
        .group::<Shop>(secret.clone())
        .inbox(inbox.clone())
        .build()
        .unwrap();
    for body in [
        r#"{"type":"paid","id":"1"}"#,
        r#"{"type":"paid"}"#,
        r#"{"type":"never","id":"2"}"#,
        r#"{"type":"commits","id":"3"}"#,
    ] {
        let mut request = Request::post("/shop").body(Bytes::from(body)).unwrap();
        let scheme = Shop::DESCRIPTOR.scheme().unwrap();
        scheme.sign(&secret, &mut request).unwrap();
        let reply = dispatcher.dispatch(request.map(Full::new)).await;
        assert_eq!(reply.status(), 200);
    }
    inbox
        .run_due(&dispatcher, Duration::from_secs(10))
        .await
        .unwrap();
    let rows = inbox.list(Filter::default()).await.unwrap();
    let done = rows.iter().filter(|row| row.state == State::Done).count();
    assert_eq!((rows.len(), done), (4, 2));
    // It counts what waits at once.
    inbox.work(&dispatcher, Workers::default());
    tokio::time::sleep(Duration::from_millis(300)).await;
    inbox.stop(Duration::from_secs(5)).await;

    let mut measured = BTreeSet::new();
    for (key, _, _, value) in snapshotter.snapshot().into_vec() {
        let key = key.key();
        if !key.name().starts_with("webhook_inbox_") {
            continue;
        }
        let labels: Vec<_> = key
            .labels()
            .map(|label| (label.key(), label.value()))
            .collect();
        match (key.name(), labels.as_slice()) {
            (
                "webhook_inbox_missing_ids_total" | "webhook_inbox_transactions_ended_total",
                labels,
            ) => {
                assert_eq!(labels, [("source", "shop")]);
                assert_eq!(value, DebugValue::Counter(1), "{}", key.name());
            }
            ("webhook_inbox_runs_total", [("source", _), ("event_type", event), ("end", end)]) => {
                let expected = [("paid", "done"), ("never", "dead"), ("commits", "queued")];
                assert!(expected.contains(&(event, end)), "{event} {end}");
            }
            ("webhook_inbox_deliveries", [("source", _), ("state", state)]) => {
                assert!(["queued", "dead"].contains(state), "{state}");
                assert_eq!(value, DebugValue::Gauge(1.0.into()), "{state}");
            }
            _ => {}
        }
        measured.insert(key.name().to_owned());
    }
    let page = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../webhook-core/docs/operating.md"
    );
    let page = std::fs::read_to_string(page).unwrap();
    let (_, table) = page.split_once("`webhook-inbox` adds:").unwrap();
    let (table, _) = table.split_once("\n\n- ").unwrap();
    let listed: BTreeSet<String> = table
        .split('`')
        .filter(|word| word.starts_with("webhook_inbox_"))
        .map(str::to_owned)
        .collect();
    // One is measured from time to time, one if the store does not answer.
    for name in ["webhook_inbox_stranded", "webhook_inbox_unavailable_total"] {
        measured.insert(name.to_owned());
    }
    assert_eq!(measured, listed);
}
