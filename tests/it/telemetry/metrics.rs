//! The metrics, their labels, and what they measure.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::pin;
use std::task::{Context, Waker};
use std::thread::sleep;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use metrics_util::MetricKind;
use metrics_util::debugging::{DebugValue, DebuggingRecorder};
use serde::{Deserialize, Deserializer};
use webhook_core::inbox::MemoryClaims;
use webhook_core::outcome::OutcomeKind;
use webhook_core::scheme::Keyring;
use webhook_core::{Dispatcher, EventGroup, Secret, Unsigned, on_event};

use super::{FromAnybody, MARKER, Once, SECRET, Telling, body, builder, cases, signed};
use crate::signed_items::{self, Payments};

const PAGE: &str = include_str!("../../../webhook-core/docs/operating.md");

/// What was measured: by `name{label=value,..}`.
struct Measured(BTreeMap<String, (MetricKind, DebugValue)>);

impl Measured {
    fn by(run: impl FnOnce()) -> Self {
        let recorder = DebuggingRecorder::new();
        let snapshotter = recorder.snapshotter();
        metrics::with_local_recorder(&recorder, run);
        let values = snapshotter.snapshot().into_vec().into_iter();
        Self(
            values
                .map(|(key, _, _, value)| {
                    let labels = key.key().labels();
                    let labels: Vec<_> = labels
                        .map(|label| format!("{}={}", label.key(), label.value()))
                        .collect();
                    let name = format!("{}{{{}}}", key.key().name(), labels.join(","));
                    (name, (key.kind(), value))
                })
                .collect(),
        )
    }

    #[track_caller]
    fn value(&self, name: &str) -> &DebugValue {
        let names = || self.0.keys().cloned().collect::<Vec<_>>().join("\n");
        let found = self.0.get(name);
        &found
            .unwrap_or_else(|| panic!("no {name} in\n{}", names()))
            .1
    }

    #[track_caller]
    fn count(&self, name: &str) -> u64 {
        match self.value(name) {
            DebugValue::Counter(count) => *count,
            other => panic!("{name} is {other:?}"),
        }
    }

    #[track_caller]
    fn samples(&self, name: &str) -> Vec<f64> {
        match self.value(name) {
            DebugValue::Histogram(samples) => samples.iter().map(|sample| **sample).collect(),
            other => panic!("{name} is {other:?}"),
        }
    }

    #[track_caller]
    fn gauge(&self, name: &str) -> f64 {
        match self.value(name) {
            DebugValue::Gauge(value) => **value,
            other => panic!("{name} is {other:?}"),
        }
    }

    /// Name, kind and label names, as the page on operating lists them.
    fn documented(&self) -> BTreeSet<(String, String, String)> {
        let rows = self.0.iter().map(|(name, (kind, _))| {
            let (name, labels) = name.split_once('{').unwrap();
            let labels = labels.trim_end_matches('}').split(',');
            let labels: Vec<_> = labels
                .map(|label| label.split_once('=').unwrap().0)
                .collect();
            let kind = format!("{kind:?}").to_lowercase();
            (name.to_owned(), kind, labels.join(", "))
        });
        rows.collect()
    }
}

fn send(dispatcher: &Dispatcher, request: Request<Bytes>) -> u16 {
    dispatcher
        .dispatch_blocking(request.map(Full::new))
        .status()
        .as_u16()
}

/// The rows of the table in `operating.md`, without those that `webhook-inbox` measures.
fn table() -> BTreeSet<(String, String, String)> {
    let rows = PAGE.lines().filter(|line| line.starts_with("| `webhook_"));
    let rows = rows.filter(|line| !line.starts_with("| `webhook_inbox_"));
    rows.map(|row| {
        let mut cells = row.trim_matches('|').split(" | ").map(str::trim);
        let mut cell = || cells.next().unwrap().replace('`', "");
        let (name, kind, labels) = (cell(), cell(), cell());
        // Remarks stand in brackets.
        let mut remark = false;
        let labels: String = labels
            .chars()
            .filter(|letter| {
                let within = remark || *letter == '(';
                remark = within && *letter != ')';
                !within
            })
            .collect();
        (name, kind, labels.replace(" ,", ",").trim().to_owned())
    })
    .collect()
}

#[test]
fn the_page_on_operating_lists_exactly_what_there_is() {
    let measured = Measured::by(|| {
        cases::play_all(|_, _, _, _| ());
        let dispatcher = builder().build().unwrap();
        let mut ahead = signed::<Telling>(&body("work"));
        resign_at(&mut ahead, SystemTime::now() + Duration::from_secs(90));
        assert_eq!(send(&dispatcher, ahead), 200);
        let small = builder().claims(MemoryClaims::new(1)).build().unwrap();
        for id in ["1", "2"] {
            let body = body("work").replacen(r#""id":"#, &format!(r#""id":"{id}","was":"#), 1);
            assert_eq!(send(&small, signed::<Once>(&body)), 200);
        }
    });
    assert_eq!(
        measured.count("webhook_claims_evicted_total{source=once}"),
        1
    );
    assert_eq!(measured.documented(), table());
    // Nor does the page name one elsewhere that there is not.
    let names: BTreeSet<_> = table().into_iter().map(|(name, ..)| name).collect();
    for word in PAGE.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')) {
        let other = word == "webhook_core" || word.starts_with("webhook_inbox");
        let metric = word.starts_with("webhook_") && !other;
        assert!(!metric || names.contains(word), "{word}");
    }
    let labels = measured.0.keys().cloned().collect::<Vec<_>>().join("\n");
    assert!(!labels.contains(MARKER), "{labels}");
}

#[test]
fn the_page_on_operating_has_the_status_of_every_outcome() {
    for kind in OutcomeKind::ALL {
        let mut rows = PAGE.lines().filter_map(|line| {
            let cells: Vec<_> = line.split('|').map(str::trim).collect();
            let outcomes = cells.get(2)?.split(", ");
            let named = outcomes.into_iter().any(|name| name == format!("`{kind}`"));
            named.then(|| cells[3].get(..3)?.parse::<u16>().ok())?
        });
        let documented = rows.next().unwrap_or_else(|| panic!("no row has `{kind}`"));
        for case in cases::of(*kind) {
            assert_eq!(case.status, documented, "{kind}");
        }
    }
}

#[test]
fn outcomes_reasons_and_keys_are_counted() {
    let measured = Measured::by(|| {
        let dispatcher = builder().build().unwrap();
        for how in ["work", "work", "fail"] {
            send(&dispatcher, signed::<Telling>(&body(how)));
        }
        let mut unsigned = signed::<Telling>(&body("work"));
        unsigned.headers_mut().remove("x-signature");
        let mut changed = signed::<Telling>(&body("work"));
        *changed.body_mut() = "{}".into();
        let mut stale = signed::<Telling>(&body("work"));
        resign_at(&mut stale, SystemTime::now() - Duration::from_hours(1));
        let unknown = signed::<Telling>(&body("work").replacen("told", MARKER, 1));
        let large = signed::<Telling>(&" ".repeat(1001));
        let mut nowhere = signed::<Telling>("{}");
        *nowhere.uri_mut() = "/nowhere".parse().unwrap();
        for request in [unsigned, changed, stale, unknown, large, nowhere] {
            send(&dispatcher, request);
        }
    });
    for (name, count) in [
        (
            "webhook_requests_total{source=telling,outcome=handled,status_class=2xx}",
            2,
        ),
        (
            "webhook_requests_total{source=telling,outcome=failed,status_class=5xx}",
            1,
        ),
        (
            "webhook_requests_total{source=telling,outcome=rejected,status_class=4xx}",
            3,
        ),
        (
            "webhook_verification_failures_total{source=telling,reason=signature_missing}",
            1,
        ),
        (
            "webhook_verification_failures_total{source=telling,reason=signature_mismatch}",
            1,
        ),
        (
            "webhook_verification_failures_total{source=telling,reason=timestamp_stale}",
            1,
        ),
        ("webhook_verified_key_total{source=telling,key_id=1}", 4),
        (
            "webhook_events_total{source=telling,event_type=told,outcome=handled}",
            2,
        ),
        (
            "webhook_events_total{source=telling,event_type=told,outcome=failed}",
            1,
        ),
        (
            "webhook_events_total{source=telling,event_type=_other,outcome=unknown}",
            1,
        ),
        ("webhook_rejected_total{reason=too_large}", 1),
        ("webhook_rejected_total{reason=no_group}", 1),
    ] {
        assert_eq!(measured.count(name), count, "{name}");
    }
    let handled =
        "webhook_handler_duration_seconds{source=telling,event_type=told,outcome=handled}";
    assert_eq!(measured.samples(handled).len(), 2);
    let bytes = measured.samples("webhook_request_body_bytes{source=telling}");
    let length = u32::try_from(body("work").len()).unwrap();
    assert!(bytes.contains(&f64::from(length)), "{bytes:?}");
    let last = measured.gauge("webhook_last_success_timestamp_seconds{source=telling}");
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs_f64();
    assert!((now - 60.0..=now).contains(&last), "{last}");
}

#[test]
fn the_key_that_signed_is_named() {
    let keys = Keyring::new()
        .with("2027", Secret::new("the next secret"))
        .with("2026", Secret::new(SECRET));
    let measured = Measured::by(|| {
        let builder = Dispatcher::builder().group::<Once>(keys);
        send(&builder.build().unwrap(), signed::<Once>(&body("work")));
    });
    assert_eq!(
        measured.count("webhook_verified_key_total{source=once,key_id=2026}"),
        1
    );
}

#[test]
fn each_key_that_signed_an_item_is_counted_once_for_the_delivery() {
    for shops in [&["a", "b", "a"][..], &["b", "b"], &["c", "a"]] {
        let measured = Measured::by(|| {
            let builder = Dispatcher::builder().group::<Payments>(signed_items::keyring());
            let dispatcher = builder
                .state(signed_items::Seen::default())
                .build()
                .unwrap();
            assert_eq!(
                send(&dispatcher, signed_items::request("/payments", shops)),
                200
            );
        });
        for shop in ["a", "b", "c"] {
            let name =
                format!("webhook_verified_key_total{{source=payments,key_id=key of {shop}}}");
            if shops.contains(&shop) {
                assert_eq!(measured.count(&name), 1, "{shops:?} {shop}");
            } else {
                assert!(!measured.0.contains_key(&name), "{shops:?} {shop}");
            }
        }
    }
}

#[test]
fn duplicates_and_conflicts_are_counted() {
    let measured = Measured::by(|| {
        let dispatcher = builder().build().unwrap();
        for how in ["work", "work", "work", "fail"] {
            assert_eq!(send(&dispatcher, signed::<Once>(&body(how))), 200);
        }
    });
    assert_eq!(measured.count("webhook_duplicates_total{source=once}"), 2);
    assert_eq!(measured.count("webhook_id_conflicts_total{source=once}"), 1);
    let handled = "webhook_handler_duration_seconds{source=once,event_type=told,outcome=handled}";
    assert_eq!(measured.samples(handled).len(), 1, "the handler ran once");
}

#[test]
fn deliveries_in_flight_are_counted_until_they_end_or_are_dropped() {
    const NAME: &str = "webhook_deliveries_in_flight{source=once}";
    let poll = |future: std::pin::Pin<&mut dyn Future<Output = http::Response<Full<Bytes>>>>| {
        assert!(
            future
                .poll(&mut Context::from_waker(Waker::noop()))
                .is_pending()
        );
    };
    let request = || signed::<Once>(&body("hang")).map(Full::new);
    let dispatcher = builder().build().unwrap();
    let during = Measured::by(|| {
        let mut hanging = Box::pin(dispatcher.dispatch(request()));
        poll(hanging.as_mut());
        std::mem::forget(hanging);
    });
    assert!((during.gauge(NAME) - 1.0).abs() < f64::EPSILON);
    let dispatcher = builder().build().unwrap();
    let after = Measured::by(|| {
        poll(pin!(dispatcher.dispatch(request())));
        send(&dispatcher, signed::<Once>(&body("work")));
    });
    assert!(after.gauge(NAME).abs() < f64::EPSILON);
}

#[test]
fn each_item_is_an_event_with_a_handler() {
    let measured = Measured::by(|| {
        send(&builder().build().unwrap(), cases::many());
    });
    for outcome in ["handled", "failed", "retry", "permanent", "panicked"] {
        let labels = format!("{{source=many,event_type=told,outcome={outcome}}}");
        assert_eq!(measured.count(&format!("webhook_events_total{labels}")), 1);
        let samples = measured.samples(&format!("webhook_handler_duration_seconds{labels}"));
        assert_eq!(samples.len(), 1, "{outcome}");
    }
    let invalid = "{source=many,event_type=told,outcome=invalid_payload}";
    assert_eq!(measured.count(&format!("webhook_events_total{invalid}")), 1);
    let invalid = format!("webhook_handler_duration_seconds{invalid}");
    assert!(!measured.0.contains_key(&invalid), "no handler took it");
    let unknown = "webhook_events_total{source=many,event_type=_other,outcome=unknown}";
    assert_eq!(measured.count(unknown), 1);
    let requests = "webhook_requests_total{source=many,outcome=retry,status_class=5xx}";
    assert_eq!(measured.count(requests), 1, "one reply answers them all");
}

#[test]
fn events_of_a_group_without_signatures_are_counted_too() {
    let measured = Measured::by(|| {
        let request = Request::post("/open")
            .body(Bytes::from(body("work")))
            .unwrap();
        assert_eq!(send(&builder().build().unwrap(), request), 200);
    });
    let source = FromAnybody::DESCRIPTOR.name();
    let labels = format!("{{source={source},event_type=told,outcome=handled}}");
    assert_eq!(measured.count(&format!("webhook_events_total{labels}")), 1);
    assert_eq!(
        measured
            .samples(&format!("webhook_handler_duration_seconds{labels}"))
            .len(),
        1
    );
}

/// A payload that is long in parsing, before a handler that is not.
#[derive(Debug)]
pub(crate) struct Laborious;

const PARSING: Duration = Duration::from_millis(300);
const HANDLING: Duration = Duration::from_millis(20);

impl<'de> Deserialize<'de> for Laborious {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        sleep(PARSING);
        serde::de::IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/toil", discriminator = "/type", signature = none)]
pub(crate) enum Toil {
    #[event("sync")]
    Sync(Laborious),
    #[event("async", when("/async"))]
    Async(Laborious),
}

#[on_event(group = "toil", event = "sync")]
fn toil(_: Laborious) {
    sleep(HANDLING);
}

#[on_event(group = "toil", event = "async")]
async fn toil_later(_: Laborious) {
    sleep(HANDLING);
}

#[test]
fn a_handlers_time_is_its_own_alone() {
    for event in ["sync", "async"] {
        let measured = Measured::by(|| {
            let dispatcher = Dispatcher::builder()
                .group::<Toil>(Unsigned)
                .build()
                .unwrap();
            let body = format!(r#"{{"type":"{event}","async":1}}"#);
            let request = Request::post("/toil").body(Bytes::from(body)).unwrap();
            assert_eq!(send(&dispatcher, request), 200);
        });
        let labels = format!("{{source=toil,event_type={event},outcome=handled}}");
        let handler = measured.samples(&format!("webhook_handler_duration_seconds{labels}"))[0];
        let whole =
            measured.samples("webhook_request_duration_seconds{source=toil,outcome=handled}")[0];
        assert!(handler >= HANDLING.as_secs_f64(), "{event}: {handler}");
        assert!(
            whole - handler >= PARSING.as_secs_f64(),
            "{event}: {handler} of {whole}"
        );
    }
}

/// Signs a delivery as of another time.
fn resign_at(request: &mut Request<Bytes>, time: SystemTime) {
    request.headers_mut().remove("x-sent");
    let scheme = Telling::DESCRIPTOR.scheme().unwrap();
    scheme
        .sign_at(&Keyring::from(Secret::new(SECRET)), request, time)
        .unwrap();
}

/// What is on its way for a while, and what comes from a clock that is ahead, also where it is refused for that.
#[test]
fn the_age_of_signed_times_is_lag_or_skew() {
    const LAG: &str = "webhook_delivery_lag_seconds{source=telling}";
    const SKEW: &str = "webhook_sender_clock_skew_seconds{source=telling}";
    let now = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let measured = Measured::by(|| {
        let dispatcher = builder().clock(move || now).build().unwrap();
        let send_at = |time, status| {
            let mut request = signed::<Telling>(&body("work"));
            resign_at(&mut request, time);
            assert_eq!(send(&dispatcher, request), status);
        };
        send_at(now, 200);
        send_at(now - Duration::from_secs(42), 200);
        send_at(now - Duration::from_mins(70), 401);
        send_at(now + Duration::from_secs(7), 200);
        send_at(now + Duration::from_secs(700), 401);
        // What nobody signed says nothing about any clock.
        let mut forged = signed::<Telling>(&body("work"));
        resign_at(&mut forged, now - Duration::from_secs(5));
        *forged.body_mut() = "{}".into();
        assert_eq!(send(&dispatcher, forged), 401);
    });
    assert_eq!(measured.samples(LAG), [0.0, 42.0, 4200.0]);
    assert_eq!(measured.samples(SKEW), [7.0, 700.0]);
    let stale = "webhook_verification_failures_total{source=telling,reason=timestamp_stale}";
    assert_eq!(measured.count(stale), 2);
}
