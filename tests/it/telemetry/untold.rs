//! No secret, digest or payload appears in any output, at TRACE, under every outcome.

use std::fmt::Write as _;
use std::io;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use base64ct::Encoding as _;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use metrics_util::debugging::DebuggingRecorder;
use tracing_subscriber::fmt::format::FmtSpan;
use webhook_core::observe::{Observer as _, PrintDeliveries};
use webhook_core::outcome::OutcomeKind;
use webhook_core::{EventGroup as _, Secret};

use super::{MARKER, Many, Once, SECRET, Stored, TOKEN, Telling, cases};

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

/// All that anybody can read of what `run` does, and what it wrote itself.
fn told_by(run: impl FnOnce(&mut String)) -> String {
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
    let mut text = String::new();
    tracing::subscriber::with_default(subscriber, || {
        metrics::with_local_recorder(&recorder, || run(&mut text));
    });
    text += &String::from_utf8(captured.0.lock().unwrap().clone()).unwrap();
    write!(text, "{:?}", snapshotter.snapshot().into_vec()).unwrap();
    text
}

/// Every form in which somebody might print bytes.
fn forms(bytes: &[u8]) -> Vec<String> {
    let hex = bytes.iter().map(|byte| format!("{byte:02x}"));
    let hex: String = hex.collect();
    let list = format!("{bytes:?}");
    let list = list.trim_matches(['[', ']']).to_owned();
    let base64 = base64ct::Base64Unpadded::encode_string(bytes);
    let url = base64ct::Base64UrlUnpadded::encode_string(bytes);
    vec![hex.to_uppercase(), hex, list, base64, url]
}

/// The digest that a request has, and the one that it should have.
fn digests(request: &Request<Bytes>) -> Vec<String> {
    let groups = [
        Telling::DESCRIPTOR,
        Once::DESCRIPTOR,
        Many::DESCRIPTOR,
        Stored::DESCRIPTOR,
    ];
    let group = groups
        .iter()
        .find(|group| group.paths() == [request.uri().path()]);
    let mut right = request.clone();
    let scheme = group.unwrap().scheme().unwrap();
    // What lacks a part of its message has no digest.
    let _unsigned = scheme.sign(&Secret::new(SECRET), &mut right);
    let given = [request, &right].map(|request| request.headers().get("x-signature").cloned());
    let given = given.into_iter().flatten();
    given
        .filter_map(|digest| base16ct::mixed::decode_vec(digest.as_bytes()).ok())
        .filter(|digest| digest.iter().any(|byte| *byte != 0))
        .flat_map(|digest| forms(&digest))
        .collect()
}

fn content(reply: Response<Full<Bytes>>) -> String {
    let mut body = pin!(reply.into_body().collect());
    let Poll::Ready(Ok(body)) = body.as_mut().poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("the body of a reply is there at once")
    };
    String::from_utf8(body.to_bytes().to_vec()).unwrap()
}

#[test]
fn nothing_says_a_secret_a_digest_or_a_payload() {
    let mut requests = Vec::new();
    let lines = Captured::default();
    let printer = PrintDeliveries::to_writer(lines.clone()).at_most(1_000);
    let mut text = told_by(|text| {
        cases::play_all(|case, dispatcher, reply, record| {
            requests.extend(case.before.clone());
            requests.push(case.request.clone());
            let health = dispatcher.health();
            let (shown, table) = (serde_json::to_string(&health).unwrap(), dispatcher.table());
            let stored = serde_json::to_string(record).unwrap();
            writeln!(text, "{health:?} {shown} {dispatcher:?} {table} {table:?}").unwrap();
            writeln!(text, "{record:?} {stored} {:?}", reply.headers()).unwrap();
            printer.observe(&Arc::new(record.clone()));
            text.push_str(&content(reply));
        });
        let (dispatcher, many) = (super::builder().build().unwrap(), cases::many());
        dispatcher.dispatch_blocking(many.clone().map(Full::new));
        requests.push(many);
    });
    text += &String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    println!(
        "{} deliveries, {} bytes captured",
        requests.len(),
        text.len()
    );
    // Proves that what should be seen was captured.
    for kind in OutcomeKind::ALL {
        assert!(text.contains(&format!("outcome=\"{kind}\"")), "{kind}");
    }
    for told in [
        "webhook.receive",
        "error.type=\"timestamp_stale\"",
        "webhook_requests_total",
        " item ",
        " 405 method_not_allowed ",
    ] {
        assert!(text.contains(told), "{told} is not in what was captured");
    }
    let digests = requests.iter().flat_map(digests);
    let texts = [SECRET, MARKER, TOKEN].into_iter();
    let texts = texts.flat_map(|text| [vec![text.to_owned()], forms(text.as_bytes())].concat());
    let mut searched = 0;
    for forbidden in digests.chain(texts) {
        assert!(!text.contains(&forbidden), "`{forbidden}` was told: {text}");
        searched += 1;
    }
    println!("{searched} texts are not in it");
}
