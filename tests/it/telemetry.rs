//! What logs, spans, metrics and health say of every outcome, and what they never say.
#![expect(
    clippy::format_push_string,
    clippy::needless_pass_by_value,
    clippy::unused_async,
    reason = "handlers are as handlers are"
)]

use std::io;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use metrics_util::debugging::DebuggingRecorder;
use tracing_subscriber::fmt::format::FmtSpan;
use webhook_core::{
    Dispatcher, EventGroup, RecentDeliveries, Secret, SignatureVerificationFailure, on_event,
};

const SECRET: &str = "SECRET-b2f1c4d0";
/// Stands in every place of a payload where a value can stand, but the event's name and the id.
const MARKER: &str = "MARKER-9f3e77aa";

#[derive(Debug, serde::Deserialize)]
pub(crate) struct Told {
    #[serde(rename = "how")]
    how: How,
    #[serde(rename = "note")]
    _note: String,
}

#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum How {
    Work,
    Fail,
    Panic,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/told",
    discriminator = "/type",
    payload = "/data",
    id = "/id",
    max_body = 1000,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub(crate) enum Telling {
    #[event("told")]
    Told(Told),
    #[event("ignored", ignore)]
    Ignored(Told),
}

#[on_event(group = "telling", ty = Telling)]
async fn told(event: Telling) -> Result<(), &'static str> {
    let (Telling::Told(told) | Telling::Ignored(told)) = event;
    match told.how {
        How::Work => Ok(()),
        How::Fail => Err("the handler's own text"),
        How::Panic => panic!("the handler's own panic"),
    }
}

#[on_event(group = "telling", ty = SignatureVerificationFailure)]
fn forged(failure: SignatureVerificationFailure) {
    tracing::info!(?failure, "forged");
}

/// Everything that is written, by whom ever.
#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl io::Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn signed(body: &str) -> Request<Bytes> {
    let mut request = Request::post("/told")
        .body(Bytes::from(body.to_owned()))
        .unwrap();
    Telling::DESCRIPTOR
        .scheme()
        .unwrap()
        .sign(&Secret::new(SECRET), &mut request)
        .unwrap();
    request
}

/// A request for every outcome that there is, and the status of its reply.
fn requests() -> Vec<(Request<Bytes>, u16)> {
    let data = |how: &str| {
        format!(r#"{{"type":"told","id":"id-1","data":{{"how":"{how}","note":"{MARKER}"}}}}"#)
    };
    let work = signed(&data("work"));
    let with = |change: &dyn Fn(&mut Request<Bytes>)| {
        let mut request = work.clone();
        change(&mut request);
        request
    };
    let other = with(&|request| *request.body_mut() = Bytes::from(data("fail")));
    let no_signature = with(&|request| drop(request.headers_mut().remove("X-Signature")));
    let odd = with(&|request| {
        drop(
            request
                .headers_mut()
                .insert("X-Signature", MARKER.parse().unwrap()),
        );
    });
    let get = with(&|request| *request.method_mut() = http::Method::GET);
    let typed = with(&|request| {
        drop(
            request
                .headers_mut()
                .insert("Content-Type", "text/MARKER-9f3e77aa".parse().unwrap()),
        );
    });
    vec![
        (work.clone(), 200),
        (signed(&data("work").replace("told", "ignored")), 200),
        (
            signed(&data("work").replace(r#""told""#, &format!(r#""{MARKER}""#))),
            200,
        ),
        (signed(&data("fail")), 500),
        (signed(&data("panic")), 500),
        (signed(&data(MARKER)), 422),
        (
            signed(&format!(r#"{{"type":"told","data":"{MARKER}"}}"#)),
            422,
        ),
        (
            signed(&format!(
                r#"{{"type":"told","data":{{"how":"work","note":["{MARKER}"]}}}}"#
            )),
            422,
        ),
        (
            signed(&format!(r#"{{"type":"told","data":{{"{MARKER}""#)),
            400,
        ),
        (signed(&format!(r#"{{"data":"{MARKER}"}}"#)), 400),
        (signed(&format!(r#"{{"type":["{MARKER}"]}}"#)), 400),
        (
            signed(&format!(r#"{{"type":"told","type":"{MARKER}"}}"#)),
            400,
        ),
        (signed(&MARKER.repeat(100)), 413),
        (other, 401),
        (no_signature, 401),
        (odd, 401),
        (get, 405),
        (typed, 415),
    ]
}

/// Every form in which a digest of these requests could be written.
fn digests() -> Vec<String> {
    let digests = requests().into_iter().filter_map(|(request, _)| {
        let digest = request
            .headers()
            .get("X-Signature")?
            .to_str()
            .ok()?
            .to_owned();
        Some([digest.to_uppercase(), digest])
    });
    digests.flatten().collect()
}

#[test]
fn nothing_says_a_secret_a_digest_or_a_payload() {
    let captured = Captured::default();
    let writer = captured.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let recent = Arc::new(RecentDeliveries::new(100));
    let mut text = String::new();
    tracing::subscriber::with_default(subscriber, || {
        metrics::with_local_recorder(&recorder, || {
            let builder = Dispatcher::builder().group::<Telling>(Secret::new(SECRET));
            let dispatcher = builder.observer(recent.clone()).build().unwrap();
            for (request, status) in requests() {
                let reply = dispatcher.dispatch_blocking(request.map(Full::new));
                assert_eq!(reply.status(), status);
                text += &format!("{reply:?}");
            }
            text += &serde_json::to_string(&dispatcher.health()).unwrap();
            text += &format!(
                "{:?} {dispatcher:?} {}",
                dispatcher.health(),
                dispatcher.table()
            );
        });
    });
    text += &String::from_utf8(captured.0.lock().unwrap().clone()).unwrap();
    text += &format!("{:?}", snapshotter.snapshot().into_vec());
    for record in recent.last() {
        text += &format!("{record:?} {}", serde_json::to_string(&*record).unwrap());
    }
    for name in [
        "webhook.receive",
        "webhook.outcome=\"failed\"",
        "error.type=\"signature_mismatch\"",
        "webhook_requests_total",
    ] {
        assert!(text.contains(name), "{name} is not in what was captured");
    }
    println!("{} bytes captured", text.len());
    for forbidden in [SECRET.to_owned(), MARKER.to_owned()]
        .into_iter()
        .chain(digests())
    {
        assert!(!text.contains(&forbidden), "`{forbidden}` was told: {text}");
    }
    assert_eq!(recent.total(), requests().len() as u64);
}

#[test]
fn metrics_have_the_names_and_labels_that_are_documented() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    metrics::with_local_recorder(&recorder, || {
        let dispatcher = Dispatcher::builder()
            .group::<Telling>(Secret::new(SECRET))
            .build()
            .unwrap();
        for (request, _) in requests() {
            dispatcher.dispatch_blocking(request.map(Full::new));
        }
    });
    let mut names: Vec<String> = Vec::new();
    for (key, ..) in snapshotter.snapshot().into_vec() {
        let labels = key
            .key()
            .labels()
            .map(|label| format!("{}={}", label.key(), label.value()));
        names.push(format!(
            "{}{{{}}}",
            key.key().name(),
            labels.collect::<Vec<_>>().join(",")
        ));
    }
    names.sort();
    println!("{}", names.join("\n"));
    for name in [
        "webhook_requests_total{source=telling,outcome=handled,status_class=2xx}",
        "webhook_requests_total{source=telling,outcome=rejected,status_class=4xx}",
        "webhook_request_duration_seconds{source=telling,outcome=panicked}",
        "webhook_request_body_bytes{source=telling}",
        "webhook_verification_failures_total{source=telling,reason=signature_missing}",
        "webhook_verification_failures_total{source=telling,reason=signature_mismatch}",
        "webhook_events_total{source=telling,event_type=told,outcome=handled}",
        "webhook_events_total{source=telling,event_type=_other,outcome=unknown}",
        "webhook_handler_duration_seconds{source=telling,event_type=told,outcome=failed}",
        "webhook_last_success_timestamp_seconds{source=telling}",
    ] {
        assert!(names.iter().any(|known| known == name), "no {name}");
    }
}

#[test]
fn health_tells_the_last_success_and_the_last_failure() {
    let dispatcher = Dispatcher::builder()
        .group::<Telling>(Secret::new(SECRET))
        .build()
        .unwrap();
    let group = || dispatcher.health().groups.remove(0);
    assert!(group().configured && group().last_success.is_none() && group().last_failure.is_none());
    let (good, _) = requests().remove(0);
    dispatcher.dispatch_blocking(good.map(Full::new));
    assert!(group().last_success.is_some() && group().last_failure.is_none());
    let (bad, _) = requests().remove(3);
    dispatcher.dispatch_blocking(bad.map(Full::new));
    assert_eq!(
        group().last_failure_outcome,
        Some(webhook_core::OutcomeKind::Failed)
    );
    assert!(dispatcher.health().is_configured());
}
