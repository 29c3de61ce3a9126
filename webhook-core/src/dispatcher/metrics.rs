//! Counters and histograms, through the `metrics` facade.
//!
//! Labels come from declarations alone: an event's name only once it was recognised, and nothing of a request.

use std::sync::Once;
use std::time::SystemTime;

use http::StatusCode;
use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram};
use metrics::{gauge, histogram};

use super::Facts;
use super::runtime::Begun;
use crate::descriptor::Descriptor;
use crate::outcome::OutcomeKind;

/// Counts a delivery that was answered.
pub(super) fn count(
    group: &'static Descriptor,
    kind: OutcomeKind,
    status: StatusCode,
    begun: &Begun,
    facts: Facts,
) {
    describe();
    let (source, outcome, seconds) = (group.name, kind.as_str(), facts.elapsed.as_secs_f64());
    counter!("webhook_requests_total", "source" => source, "outcome" => outcome, "status_class" => class(status))
        .increment(1);
    histogram!("webhook_request_duration_seconds", "source" => source, "outcome" => outcome)
        .record(seconds);
    histogram!("webhook_request_body_bytes", "source" => source).record(float(facts.body_bytes));
    if kind == OutcomeKind::Rejected {
        let reason = begun.reason.unwrap_or("other");
        counter!("webhook_verification_failures_total", "source" => source, "reason" => reason)
            .increment(1);
    }
    if let Some(key) = &begun.key {
        counter!("webhook_verified_key_total", "source" => source, "key_id" => key.to_string())
            .increment(1);
        // The items of a delivery that carries many have been counted one by one.
        if group.each.is_none() {
            count_event(group, kind, begun);
        }
        if let (Some(event), Some(_)) = (begun.event, begun.handler) {
            histogram!("webhook_handler_duration_seconds", "source" => source, "event_type" => event.name, "outcome" => outcome)
                .record(seconds);
        }
    }
    if status.is_success() {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        gauge!("webhook_last_success_timestamp_seconds", "source" => source)
            .set(now.unwrap_or_default().as_secs_f64());
    }
}

/// Counts an event of a verified delivery.
pub(super) fn count_event(group: &'static Descriptor, kind: OutcomeKind, begun: &Begun) {
    // What is no event of the group is counted under one name, or a sender could make up labels.
    let event = begun.event.map_or("_other", |event| event.name);
    counter!("webhook_events_total", "source" => group.name, "event_type" => event, "outcome" => kind.as_str())
        .increment(1);
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

/// Says what is counted and in which unit, once, to the recorder that is there with the first delivery.
fn describe() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        describe_counter!("webhook_requests_total", Unit::Count, "Requests answered");
        describe_histogram!(
            "webhook_request_duration_seconds",
            Unit::Seconds,
            "From the whole body to the reply"
        );
        describe_histogram!(
            "webhook_request_body_bytes",
            Unit::Bytes,
            "Sizes of bodies; 0 where none was read"
        );
        describe_counter!(
            "webhook_verification_failures_total",
            Unit::Count,
            "Deliveries that did not verify"
        );
        describe_counter!(
            "webhook_verified_key_total",
            Unit::Count,
            "Deliveries that each secret signed"
        );
        describe_counter!(
            "webhook_events_total",
            Unit::Count,
            "Verified deliveries by event"
        );
        describe_histogram!(
            "webhook_handler_duration_seconds",
            Unit::Seconds,
            "From the whole body to the handler's end"
        );
        describe_gauge!(
            "webhook_last_success_timestamp_seconds",
            Unit::Seconds,
            "When a delivery was last answered with success"
        );
    });
}
