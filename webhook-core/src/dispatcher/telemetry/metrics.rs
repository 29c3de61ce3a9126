//! Counters and histograms, through the `metrics` facade.
//!
//! Labels come only from declarations, never from a request: an event's name is used after the event was recognised.

use std::sync::Once;
use std::time::SystemTime;

use http::StatusCode;
use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram};
use metrics::{gauge, histogram};

use crate::declare::descriptor::Descriptor;
use crate::delivery::Delivery;
use crate::dispatcher::delivery_run::{Facts, Run};
use crate::guard;
use crate::outcome::kind::{Counted, OutcomeKind};
use crate::scheme::failure::SignatureFailure;
use crate::scheme::keys::key_id::KeyId;
use crate::scheme::verify::signed::Evidence;

/// Counts a request that a group answered.
pub(crate) fn count(
    group: &'static Descriptor,
    kind: OutcomeKind,
    status: StatusCode,
    run: &Run,
    facts: Facts,
) {
    record(|| {
        describe();
        let (source, outcome, seconds) = (group.name, kind.as_str(), facts.elapsed.as_secs_f64());
        counter!("webhook_requests_total", "source" => source, "outcome" => outcome, "status_class" => class(status))
        .increment(1);
        histogram!("webhook_request_duration_seconds", "source" => source, "outcome" => outcome)
            .record(seconds);
        histogram!("webhook_request_body_bytes", "source" => source)
            .record(float(facts.body_bytes));
        match kind.row().counted {
            Counted::Unverified => {
                let reason = run.reason.unwrap_or("other");
                counter!("webhook_verification_failures_total", "source" => source, "reason" => reason)
                .increment(1);
            }
            Counted::Refused => count_refused(outcome),
            Counted::Nothing => return,
            Counted::Event | Counted::EventAnd(_) => {
                // Items were counted one by one before. A signed group counts only events that a key proves.
                let proven = group.sender.scheme.is_none() || run.key.is_some();
                if group.each.is_none() && proven {
                    count_event(group, kind, run);
                }
            }
        }
        match &run.key {
            Some(key) => count_key(source, key),
            None => run
                .signers_of_items()
                .for_each(|key| count_key(source, key)),
        }
        if status.is_success() && run.is_verified(group) {
            let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
            gauge!("webhook_last_success_timestamp_seconds", "source" => source)
                .set(now.unwrap_or_default().as_secs_f64());
        }
    });
}

/// Counts a delivery that a secret signed, or an item of it.
fn count_key(source: &'static str, key: &KeyId) {
    counter!("webhook_verified_key_total", "source" => source, "key_id" => key.to_string())
        .increment(1);
}

/// Counts a request that was refused before it was verified. The reasons are a closed set.
pub(crate) fn count_refused(reason: &'static str) {
    record(|| {
        describe();
        counter!("webhook_rejected_total", "reason" => reason).increment(1);
    });
}

/// Counts an event: the only one of its delivery, or one of many.
pub(crate) fn count_event(group: &'static Descriptor, kind: OutcomeKind, run: &Run) {
    record(|| {
        let source = group.name;
        counter!("webhook_events_total", "source" => source, "event_type" => event_type(run), "outcome" => kind.as_str())
        .increment(1);
        if let Counted::EventAnd(counter) = kind.row().counted {
            counter!(counter, "source" => source).increment(1);
        }
    });
}

/// Measures a handler that has ended: only its function, not the making of its arguments.
pub(crate) fn measure_handler(group: &'static Descriptor, kind: OutcomeKind, run: &mut Run) {
    // A handler of unverified deliveries is not measured, because it handles no event.
    let (Some(elapsed), None) = (std::mem::take(&mut run.called).elapsed(), run.reason) else {
        return;
    };
    record(|| {
        describe();
        histogram!("webhook_handler_duration_seconds", "source" => group.name, "event_type" => event_type(run), "outcome" => kind.as_str())
            .record(elapsed.as_secs_f64());
    });
}

/// Measures how long a delivery was on its way, or how far its sender's clock is ahead.
///
/// Only signed times are measured, including those that are the reason for a refusal.
pub(crate) fn measure_age(
    group: &'static Descriptor,
    delivery: &Delivery,
    checked: &Result<Option<Evidence>, Box<SignatureFailure>>,
) {
    record(|| {
        let signed_at = match checked {
            Ok(evidence) => evidence.as_ref().and_then(Evidence::last_signed),
            Err(failure) => failure.signed_at(),
        };
        let Some(signed_at) = signed_at else { return };
        describe();
        let source = group.name;
        match delivery.received_at().duration_since(signed_at) {
            Ok(lag) => histogram!("webhook_delivery_lag_seconds", "source" => source).record(lag),
            Err(ahead) => histogram!("webhook_sender_clock_skew_seconds", "source" => source)
                .record(ahead.duration()),
        }
    });
}

/// Counts a delivery as in flight until it is dropped.
#[derive(Debug)]
pub(crate) struct InFlight(&'static str);

impl InFlight {
    pub(crate) fn new(group: &'static Descriptor) -> Self {
        record(|| {
            describe();
            gauge!("webhook_deliveries_in_flight", "source" => group.name).increment(1.0);
        });
        Self(group.name)
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        record(|| gauge!("webhook_deliveries_in_flight", "source" => self.0).decrement(1.0));
    }
}

/// Calls the recorder. If it panics, the panic is logged and the reply stays the same.
fn record(measure: impl FnOnce()) {
    if let Err(panicked) = guard::call("the recorder of metrics", measure) {
        panicked.log();
    }
}

/// The label of an event. Unknown events share one, so a sender cannot create labels.
fn event_type(run: &Run) -> &'static str {
    run.event.map_or("_other", |event| event.name)
}

const fn class(status: StatusCode) -> &'static str {
    match status.as_u16() {
        200..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        _ => "5xx",
    }
}

fn float(bytes: usize) -> f64 {
    u32::try_from(bytes).map_or(f64::INFINITY, f64::from)
}

/// Describes every metric and its unit, once, to the recorder that is installed at the first delivery.
fn describe() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        for (name, text) in COUNTERS {
            describe_counter!(*name, Unit::Count, *text);
        }
        for (name, unit, text) in HISTOGRAMS {
            describe_histogram!(*name, *unit, *text);
        }
        for (name, unit, text) in GAUGES {
            describe_gauge!(*name, *unit, *text);
        }
    });
}

const COUNTERS: &[(&str, &str)] = &[
    ("webhook_requests_total", "Requests answered"),
    (
        "webhook_rejected_total",
        "Requests refused before they were verified",
    ),
    (
        "webhook_verification_failures_total",
        "Deliveries that did not verify",
    ),
    (
        "webhook_verified_key_total",
        "Verified deliveries by secret",
    ),
    ("webhook_events_total", "Events of verified deliveries"),
    (
        "webhook_duplicates_total",
        "Repeated deliveries that ran before or were still running",
    ),
    (
        "webhook_id_conflicts_total",
        "Deliveries whose id belongs to a delivery with another body",
    ),
    (
        "webhook_claims_evicted_total",
        "Deliveries that were evicted before their window ended",
    ),
];

const HISTOGRAMS: &[(&str, Unit, &str)] = &[
    (
        "webhook_request_duration_seconds",
        Unit::Seconds,
        "Time from the complete body to the reply",
    ),
    (
        "webhook_request_body_bytes",
        Unit::Bytes,
        "Sizes of bodies; 0 if the body was not read",
    ),
    (
        "webhook_handler_duration_seconds",
        Unit::Seconds,
        "Time from a handler's call to its end",
    ),
    (
        "webhook_delivery_lag_seconds",
        Unit::Seconds,
        "Time from the signed time to the receipt",
    ),
    (
        "webhook_sender_clock_skew_seconds",
        Unit::Seconds,
        "How far signed times are in the future",
    ),
];

const GAUGES: &[(&str, Unit, &str)] = &[
    (
        "webhook_deliveries_in_flight",
        Unit::Count,
        "Deliveries that were read but not answered yet",
    ),
    (
        "webhook_last_success_timestamp_seconds",
        Unit::Seconds,
        "Time of the last delivery that was answered with success",
    ),
];

#[cfg(test)]
mod tests {
    use crate::dispatcher::telemetry::metrics::{COUNTERS, GAUGES, HISTOGRAMS};

    /// A test in `tests/it` checks that the page lists exactly the metrics that are recorded.
    #[test]
    fn what_the_page_on_operating_lists_is_described() {
        let page = include_str!("../../../docs/operating.md");
        let rows = page
            .lines()
            .filter_map(|line| line.strip_prefix("| `webhook_"))
            // The crate of the inbox measures these.
            .filter(|row| !row.starts_with("inbox_"));
        let mut documented: Vec<_> = rows
            .filter_map(|row| Some(format!("webhook_{}", row.split_once('`')?.0)))
            .collect();
        let mut described: Vec<_> = COUNTERS.iter().map(|counter| counter.0).collect();
        described.extend(HISTOGRAMS.iter().chain(GAUGES).map(|metric| metric.0));
        documented.sort();
        described.sort_unstable();
        assert_eq!(documented, described);
    }
}
