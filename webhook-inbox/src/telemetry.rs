//! What an inbox says about itself: metrics through the `metrics` facade, and lines in the log.
//!
//! Labels are names of groups, events, states and classes. Nothing that a request brought is among them, but for the id of a
//! delivery that is dead.

#![cfg_attr(
    not(all(feature = "metrics", feature = "tracing")),
    expect(unused_variables, reason = "the features use them")
)]

use std::time::Duration;

use webhook_core::inbox::Incoming;

use crate::error::Unavailable;
use crate::row::{Row, State};
use crate::store::{Depth, Finished, Purged, Stranded, Verdict};

#[cfg(feature = "metrics")]
fn name(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Deliveries that have no id although their group finds repetitions by it. Their repetitions will run.
pub(crate) fn missing_ids(deliveries: &[Incoming]) {
    #[cfg(feature = "metrics")]
    for incoming in deliveries.iter().filter(|incoming| incoming.lacks_id()) {
        let source = incoming.delivery().group().to_owned();
        metrics::counter!("webhook_inbox_missing_ids_total", "source" => source).increment(1);
    }
}

/// A commit of deliveries that came.
pub(crate) fn committed(deliveries: usize, took: Duration) {
    #[cfg(feature = "metrics")]
    {
        let deliveries = u32::try_from(deliveries).unwrap_or(u32::MAX);
        metrics::histogram!("webhook_inbox_commit_deliveries").record(f64::from(deliveries));
        metrics::histogram!("webhook_inbox_commit_duration_seconds").record(took.as_secs_f64());
    }
}

/// The end of a run. `verdict` is what the handler earned, and `finished` what became of the row.
pub(crate) fn run_ended(
    row: &Row,
    verdict: &Verdict,
    finished: Result<Finished, Unavailable>,
    took: Duration,
) {
    let end = match finished {
        Ok(Finished::Now(State::Queued)) if *verdict == Verdict::GiveBack => "given_back",
        Ok(Finished::Now(state)) => state.as_str(),
        Ok(Finished::Fenced) => "fenced",
        Err(_) => "lost",
    };
    #[cfg(feature = "metrics")]
    {
        let (source, event) = (name(&row.group), name(&row.event));
        metrics::counter!("webhook_inbox_runs_total", "source" => source.clone(), "event_type" => event, "end" => end)
            .increment(1);
        metrics::histogram!("webhook_inbox_run_duration_seconds", "source" => source.clone())
            .record(took.as_secs_f64());
        if matches!(finished, Ok(Finished::Now(State::Done | State::Dead))) {
            metrics::histogram!("webhook_inbox_attempts", "source" => source.clone())
                .record(f64::from(row.attempts));
        }
        if finished == Ok(Finished::Now(State::Done)) {
            // From the receipt. A clock that was set back makes it 0.
            let lag = row.received_at.elapsed().unwrap_or_default();
            metrics::histogram!("webhook_inbox_lag_seconds", "source" => source)
                .record(lag.as_secs_f64());
        }
    }
    #[cfg(feature = "tracing")]
    match (finished, verdict) {
        (
            Ok(Finished::Now(State::Dead)),
            Verdict::Dead { class, .. } | Verdict::Retry { class, .. },
        ) => {
            tracing::error!(
                row = row.id,
                webhook.source = %row.group.escape_ascii(),
                webhook.event_type = %row.event.escape_ascii(),
                class,
                attempts = row.attempts,
                "a delivery is dead: it does not run again by itself"
            );
        }
        (Ok(Finished::Fenced), _) => tracing::warn!(
            row = row.id,
            "a run lost its delivery to another one, because its lease ran out; its transaction was rolled back"
        ),
        (Err(unavailable), _) => tracing::error!(
            row = row.id,
            cause = %unavailable,
            "the end of a run could not be written; the delivery runs again when its lease is over"
        ),
        _ => {}
    }
}

/// A handler that ended the transaction of its run.
pub(crate) fn transaction_ended(row: &Row) {
    #[cfg(feature = "metrics")]
    metrics::counter!("webhook_inbox_transactions_ended_total", "source" => name(&row.group))
        .increment(1);
    #[cfg(feature = "tracing")]
    tracing::error!(
        row = row.id,
        webhook.source = %row.group.escape_ascii(),
        webhook.event_type = %row.event.escape_ascii(),
        "a handler ended the transaction of its run: what it wrote may be committed, and the delivery runs again"
    );
}

/// A handler that returned and still has its transaction.
pub(crate) fn transaction_held(row: &Row) {
    #[cfg(feature = "tracing")]
    tracing::error!(
        row = row.id,
        webhook.source = %row.group.escape_ascii(),
        webhook.event_type = %row.event.escape_ascii(),
        "a handler returned and still held its transaction, in a task that it spawned for instance: it was taken back, and the \
         delivery runs again"
    );
}

/// A mark that no group has.
pub(crate) fn unknown_mark(group: &str) {
    #[cfg(feature = "tracing")]
    tracing::error!(
        group,
        "`Policy::marks` names a group of which no dispatcher of this inbox runs an event; its name may be misspelt"
    );
}

/// A worker that was ended by a panic, and starts again.
pub(crate) fn worker_panicked() {
    #[cfg(feature = "tracing")]
    tracing::error!(
        "a worker of the inbox panicked outside of a handler and is started again; a metrics recorder or a subscriber may be the cause"
    );
}

/// A handler that answers with a reply of its own.
pub(crate) fn reply_dropped(row: &Row) {
    #[cfg(feature = "tracing")]
    tracing::warn!(
        webhook.source = %row.group.escape_ascii(),
        webhook.event_type = %row.event.escape_ascii(),
        "the reply of a handler goes nowhere, because its delivery was acknowledged before; this is not said again"
    );
}

/// The store did not answer a worker.
pub(crate) fn did_not_answer(what: &str, unavailable: Unavailable) {
    #[cfg(feature = "metrics")]
    metrics::counter!("webhook_inbox_unavailable_total").increment(1);
    #[cfg(feature = "tracing")]
    tracing::error!(cause = %unavailable, "{what}");
}

/// How much waits, and since when.
pub(crate) fn depth(before: &mut Vec<Depth>, now: Vec<Depth>) {
    #[cfg(feature = "metrics")]
    {
        let gauge = |depth: &Depth, rows: u64, age: Duration| {
            let (source, state) = (name(&depth.group), depth.state.as_str());
            let rows = f64::from(u32::try_from(rows).unwrap_or(u32::MAX));
            metrics::gauge!("webhook_inbox_deliveries", "source" => source.clone(), "state" => state)
                .set(rows);
            metrics::gauge!("webhook_inbox_oldest_age_seconds", "source" => source, "state" => state)
                .set(age.as_secs_f64());
        };
        // What is gone has no row any more.
        for gone in before.iter() {
            gauge(gone, 0, Duration::ZERO);
        }
        for depth in &now {
            let age = depth.oldest.and_then(|oldest| oldest.elapsed().ok());
            gauge(depth, depth.rows, age.unwrap_or_default());
        }
    }
    *before = now;
}

/// Rows that no program handles.
pub(crate) fn stranded(stranded: Stranded) {
    #[cfg(feature = "metrics")]
    {
        let waiting = u32::try_from(stranded.waiting).unwrap_or(u32::MAX);
        metrics::gauge!("webhook_inbox_stranded").set(f64::from(waiting));
    }
    #[cfg(feature = "tracing")]
    if stranded.waiting > 0 || stranded.dead > 0 {
        tracing::error!(
            waiting = stranded.waiting,
            dead = stranded.dead,
            "deliveries wait for longer than a day, because no program handles their event; after a week they are dead"
        );
    }
}

/// What a purge removed.
pub(crate) fn purged(purged: Purged) {
    #[cfg(feature = "tracing")]
    if purged.rows > 0 || purged.bodies > 0 {
        tracing::debug!(
            rows = purged.rows,
            bodies = purged.bodies,
            "old deliveries were removed"
        );
    }
}
